use keeper_tests::dumps::{core_limits, dumped_memory};

use crate::siege::Siege;

#[tokio::test]
async fn a19_nothing_of_the_running_program_is_dumped_to_a_file_or_a_pipe() {
    let siege = Siege::start_apart("info").await;
    let one = || "1".to_owned();
    let limits = core_limits(siege.program.id());
    assert_eq!(limits, (one(), one()), "any other lets pipes through");
}

/// A socket may be sent a dump whatever the limit, from Linux 6.16 on.
#[tokio::test]
async fn a19_no_memory_of_the_running_program_is_dumped_anywhere() {
    let siege = Siege::start_apart("info").await;
    assert_eq!(dumped_memory(siege.program.id()), 0);
}
