//! The trips: installing, reauthorizing, refreshing, leaving.
