use std::path::Path;
use std::sync::mpsc;

use keeper_core::identifier::InstallationId;
use tempfile::TempDir;

use super::*;
use crate::directory::{self, World};
use crate::rows::settings;
use crate::store;

struct Bench {
    writer: Arc<Writer>,
    directory: TempDir,
}

impl Bench {
    fn new() -> Self {
        let directory = tempfile::tempdir().unwrap();
        let guard = directory::hold(directory.path(), World::Hubspot).unwrap();
        let path = World::Hubspot.database(directory.path());
        let connection = store::make_database(&path).unwrap();
        let backups = BackupFolder::of(directory.path(), World::Hubspot);
        let writer = Writer::start(connection, Arc::default(), backups, guard).unwrap();
        Self {
            writer: Arc::new(writer),
            directory,
        }
    }

    /// Holds the writer up until the answer is dropped; what is queued
    /// meanwhile is its next round.
    fn hold_up(&self) -> mpsc::Sender<()> {
        let (release, released) = mpsc::channel::<()>();
        let (begin, begun) = mpsc::channel();
        let work: Work = Box::new(move |_| {
            begin.send(()).unwrap();
            assert!(released.recv().is_err());
        });
        self.writer.send(Job::Work(work)).unwrap();
        begun.recv().unwrap();
        release
    }

    /// Queues without waiting for the answer.
    fn queue(&self, changes: Vec<Change>) -> oneshot::Receiver<Result<(), Problem>> {
        let (answer, result) = oneshot::channel();
        self.writer
            .send(Job::Commit(Commit { changes, answer }))
            .unwrap();
        result
    }

    fn setting(&self, name: &str) -> Option<String> {
        let path = World::Hubspot.database(self.directory.path());
        settings::get(&Connection::open(path).unwrap(), name).unwrap()
    }
}

fn set(name: &str, value: impl Into<String>) -> Change {
    Change::PutSetting {
        name: name.to_owned(),
        value: value.into(),
    }
}

fn bad() -> Change {
    Change::Restore(InstallationId::make_random())
}

fn number(bytes: &[u8]) -> u32 {
    u32::from_be_bytes(bytes.try_into().unwrap())
}

/// How many transactions stand in a write-ahead log: frames that end one say
/// how long the file is after it (`SQLite` file format, section 4.2).
fn transactions_in(log: &Path) -> usize {
    let bytes = std::fs::read(log).unwrap();
    let (header, frames) = bytes.split_at(32);
    let page = usize::try_from(number(&header[8..12])).unwrap();
    frames
        .chunks_exact(24 + page)
        .filter(|frame| frame[8..16] == header[16..24] && number(&frame[4..8]) != 0)
        .count()
}

#[tokio::test]
async fn a_hundred_callers_share_one_transaction_and_each_has_its_answer() {
    let bench = Bench::new();
    let log = bench.directory.path().join("vault.db-wal");
    let release = bench.hold_up();
    let waiting: Vec<_> = (0..100)
        .map(|caller: usize| {
            let name = format!("caller {caller}");
            let mut changes = vec![set(&name, "x")];
            changes.extend((caller == 42).then(bad));
            bench.queue(changes)
        })
        .collect();
    let before = transactions_in(&log);
    drop(release);
    for (caller, answer) in waiting.into_iter().enumerate() {
        let answer = answer.await.unwrap();
        assert_eq!(answer.is_ok(), caller != 42, "caller {caller}: {answer:?}");
        let kept = bench.setting(&format!("caller {caller}"));
        assert_eq!(kept.is_some(), caller != 42, "caller {caller}");
    }
    assert_eq!(transactions_in(&log) - before, 1, "one group, one commit");
}

#[tokio::test]
async fn a_lone_commit_waits_for_nobody() {
    let bench = Bench::new();
    bench.writer.commit(vec![set("a", "1")]).await.unwrap();
    assert_eq!(bench.setting("a").as_deref(), Some("1"));
}

#[tokio::test]
async fn a_panic_fails_every_waiter_and_the_writer_lives_on() {
    let bench = Bench::new();
    let release = bench.hold_up();
    let before = bench.queue(vec![set("before", "1")]);
    let panics: Work = Box::new(|connection| {
        connection.execute_batch("BEGIN; DELETE FROM meta").unwrap();
        panic!("a test's panic");
    });
    bench.writer.send(Job::Work(panics)).unwrap();
    let after = bench.queue(vec![set("after", "1")]);
    drop(release);

    assert!(before.await.unwrap().is_ok(), "it was on disk already");
    assert!(
        after.await.is_err(),
        "its answer is dropped, so it hears of it"
    );
    assert_eq!(bench.setting("after"), None);
    bench.writer.commit(vec![set("later", "1")]).await.unwrap();
    assert_eq!(bench.setting("before").as_deref(), Some("1"));
    let intact = crate::schema::vault_id;
    bench
        .writer
        .run(move |connection| intact(connection))
        .await
        .unwrap();
}

#[tokio::test]
async fn a_caller_of_a_panic_is_told() {
    let bench = Bench::new();
    let told: Result<(), Problem> = bench.writer.run(|_| panic!("a test's panic")).await;
    assert_eq!(told.unwrap_err().code, Code::SaveFailed);
}

#[tokio::test]
async fn a_full_disk_fails_whom_it_must_and_nobody_else() {
    let bench = Bench::new();
    bench.writer.commit(vec![set("first", "1")]).await.unwrap();
    let limit = |pages: &'static str| {
        bench.writer.run(move |connection| {
            let used: i64 = connection.query_row("PRAGMA page_count", [], |row| row.get(0))?;
            let most = if pages == "tight" { used + 2 } else { 1 << 30 };
            connection.pragma_update(None, "max_page_count", most)?;
            Ok(())
        })
    };
    limit("tight").await.unwrap();
    let release = bench.hold_up();
    let small = bench.queue(vec![set("small", "1")]);
    let large = bench.queue(vec![set("kept?", "1"), set("large", "x".repeat(1 << 20))]);
    let other = bench.queue(vec![set("other", "1")]);
    drop(release);
    assert!(small.await.unwrap().is_ok());
    assert_eq!(large.await.unwrap().unwrap_err().code, Code::DiskFull);
    assert!(other.await.unwrap().is_ok());
    assert_eq!(bench.setting("kept?"), None, "half of it was kept");

    limit("wide").await.unwrap();
    let again = vec![set("large", "x".repeat(1 << 20))];
    bench.writer.commit(again).await.unwrap();
}

#[tokio::test]
async fn a_log_that_a_reader_holds_up_is_truncated_with_the_next_commit() {
    let bench = Bench::new();
    bench.writer.commit(vec![set("a", "1")]).await.unwrap();
    let impatient =
        |connection: &mut Connection| Ok(connection.busy_timeout(std::time::Duration::ZERO)?);
    bench.writer.run(impatient).await.unwrap();
    let path = World::Hubspot.database(bench.directory.path());
    let reader = Connection::open(&path).unwrap();
    reader
        .execute_batch("BEGIN; SELECT * FROM settings")
        .unwrap();
    let purge = Change::Purge(InstallationId::make_random());
    let changes = vec![purge, set("a", "2")];
    bench.writer.commit(changes).await.unwrap();
    let log = bench.directory.path().join("vault.db-wal");
    assert!(
        log.metadata().unwrap().len() > 0,
        "the reader still needs it"
    );
    drop(reader);
    bench.writer.commit(vec![set("a", "3")]).await.unwrap();
    assert_eq!(log.metadata().unwrap().len(), 0);
}

#[tokio::test]
async fn what_is_queued_is_committed_before_the_writer_ends() {
    let bench = Bench::new();
    let release = bench.hold_up();
    let answer = bench.queue(vec![set("last", "1")]);
    let Bench { writer, directory } = bench;
    drop(release);
    drop(Arc::into_inner(writer).unwrap());
    assert!(answer.await.unwrap().is_ok());
    let guard = directory::hold(directory.path(), World::Hubspot);
    assert!(guard.is_ok(), "the directory is free again");
}
