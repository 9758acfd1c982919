//! Hostile: attacks and faults, tried on the whole program.
