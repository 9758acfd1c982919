//! What the system would write of a process that crashes.

use std::fs;

/// The soft and the hard limit of a process's core dumps, as `/proc` tells them.
pub fn core_limits(process: u32) -> (String, String) {
    let limits = fs::read_to_string(format!("/proc/{process}/limits")).unwrap();
    let line = limits
        .lines()
        .find_map(|line| line.strip_prefix("Max core file size"));
    let mut columns = line.expect("core dumps have a limit").split_whitespace();
    let mut column = || columns.next().expect("it is soft and hard").to_owned();
    (column(), column())
}

/// Which kinds of memory stand in a process's core dumps, as bits: core(5).
pub fn dumped_memory(process: u32) -> u32 {
    let filter = fs::read_to_string(format!("/proc/{process}/coredump_filter")).unwrap();
    u32::from_str_radix(filter.trim(), 16).unwrap()
}
