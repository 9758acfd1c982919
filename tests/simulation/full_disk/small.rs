//! The same once on a real small file system, with a refresh token that HubSpot
//! replaces.

use keeper_tests::small_disk::SmallDisk;

use super::flows::FLOWS;
use super::{Run, WHILE_FULL};
use crate::rows::Beneath;

const MEGABYTES: u32 = 8;
/// Pages that are left of it. A refresh takes fewer than the last.
const PAGES_LEFT: [usize; 8] = [0, 2, 4, 6, 8, 12, 16, 40];

#[test]
fn nothing_is_lost_on_a_small_file_system() {
    let folder = tempfile::tempdir().unwrap();
    let Some(disk) = SmallDisk::mount_on(folder.path(), MEGABYTES) else {
        println!("skipped: this user may not mount a file system");
        return;
    };
    let refresh = FLOWS.iter().find(|flow| flow.name == "refresh");
    let mut done = 0;
    for pages in PAGES_LEFT {
        let directory = tempfile::tempdir_in(folder.path()).unwrap();
        let mut run = Run::begin(refresh.expect("it is one"), Beneath::on_disk(directory));
        run.told = format!("a refresh with {pages} pages left");
        disk.fill_but(pages);
        run.act(WHILE_FULL);
        done += usize::from(run.said.is_done());
        let waiting = run.unsaved().len();
        run.check(
            waiting == 0,
            "HubSpot was called without room for its answer",
        );
        run.nothing_is_lost_or_pretended();
        disk.free();
        run.ends_well();
    }
    let is_mixed = (1..PAGES_LEFT.len()).contains(&done);
    assert!(is_mixed, "the disk was full for some, not for all");
}
