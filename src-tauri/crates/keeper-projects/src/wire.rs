//! The files' shapes, as HubSpot spells them (app configuration reference;
//! HubSpot's public project templates). Fields that aren't named here are
//! tolerated: HubSpot adds some with every platform version.
//!
//! Rules for one field are checked while it is read, so that what is refused
//! has its line.

pub(crate) mod app;
pub(crate) mod project;
mod words;
