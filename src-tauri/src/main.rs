//! Starts the shell; everything else stands in its library.
#![cfg_attr(not(debug_assertions), windows_subsystem = "windows")]

use std::process::ExitCode;

fn main() -> ExitCode {
    portalkeeper_shell::run()
}
