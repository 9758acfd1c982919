//! The front desk: everything the window can ask for, and the place where the
//! program is put together. Knows nothing of Tauri.

#[cfg(test)]
mod bindings;
mod contract;
mod requests;
mod views;

pub use requests::*;
pub use views::*;
