//! A12: no secret stands in any file of the data directory, in any spelling.

use std::path::{Path, PathBuf};

use base64::Engine;
use base64::engine::general_purpose::{STANDARD_NO_PAD, URL_SAFE_NO_PAD};
use keeper_core::needs::{Change, TokenChange, Vault};

use crate::support::{
    NOW, PHRASE, database, directory, fill, grant, open, put, put_secret, recovery_code, sealed,
};

fn files(directory: &Path) -> Vec<PathBuf> {
    let mut files = Vec::new();
    for entry in directory.read_dir().unwrap().map(Result::unwrap) {
        match entry.path() {
            path if path.is_dir() => files.extend(self::files(&path)),
            path => files.push(path),
        }
    }
    files
}

/// The middle of base64 at each of the three alignments: whatever stands
/// before and behind, this part of the spelling stays.
fn base64_spellings(secret: &[u8]) -> Vec<Vec<u8>> {
    let mut spellings = Vec::new();
    for shift in 0..3 {
        let mut shifted = vec![0; shift];
        shifted.extend(secret);
        for text in [
            STANDARD_NO_PAD.encode(&shifted),
            URL_SAFE_NO_PAD.encode(&shifted),
        ] {
            spellings.push(text.as_bytes()[4..text.len() - 4].to_vec());
        }
    }
    spellings
}

fn spellings(secret: &[u8]) -> Vec<Vec<u8>> {
    let hex: String = secret.iter().map(|byte| format!("{byte:02x}")).collect();
    let wide = |bytes: fn(u16) -> [u8; 2]| -> Vec<u8> {
        secret
            .iter()
            .flat_map(|byte| bytes(u16::from(*byte)))
            .collect()
    };
    let mut spellings = base64_spellings(secret);
    spellings.push(secret.to_vec());
    spellings.push(secret.iter().rev().copied().collect());
    spellings.push(hex.clone().into_bytes());
    spellings.push(hex.to_uppercase().into_bytes());
    spellings.push(wide(u16::to_le_bytes));
    spellings.push(wide(u16::to_be_bytes));
    spellings
}

fn holds(file: &[u8], needle: &[u8]) -> bool {
    file.windows(needle.len()).any(|window| window == needle)
}

/// The files that hold a secret in any spelling.
fn files_with(directory: &Path, secret: &[u8]) -> Vec<PathBuf> {
    let spellings = spellings(secret);
    files(directory)
        .into_iter()
        .filter(|path| {
            let bytes = std::fs::read(path).unwrap();
            spellings.iter().any(|needle| holds(&bytes, needle))
        })
        .collect()
}

pub(crate) fn assert_nowhere(directory: &Path, secrets: &[&str]) {
    assert!(files(directory).len() >= 3, "there is something to search");
    for secret in secrets {
        let found = files_with(directory, secret.as_bytes());
        assert!(found.is_empty(), "{secret} stands in {found:?}");
    }
}

#[test]
fn the_search_finds_a_secret_in_every_spelling() {
    let secret = b"refresh-CANARY-1";
    let hex: String = secret.iter().map(|byte| format!("{byte:02X}")).collect();
    let wide: Vec<u8> = secret.iter().flat_map(|byte| [*byte, 0]).collect();
    let planted = [
        secret.to_vec(),
        hex.into_bytes(),
        wide,
        STANDARD_NO_PAD.encode(b"a refresh-CANARY-1 b").into_bytes(),
        STANDARD_NO_PAD.encode(b"ab refresh-CANARY-1").into_bytes(),
        URL_SAFE_NO_PAD
            .encode(b"abc refresh-CANARY-1?")
            .into_bytes(),
    ];
    for bytes in planted {
        let directory = directory();
        std::fs::create_dir(directory.path().join("deep")).unwrap();
        std::fs::write(directory.path().join("deep/file"), &bytes).unwrap();
        assert_eq!(files_with(directory.path(), secret).len(), 1, "{bytes:?}");
    }
}

#[tokio::test]
async fn a12_no_file_holds_a_secret_after_put_refresh_and_wipe() {
    let directory = directory();
    let secrets = [
        "access-CANARY-1",
        "refresh-CANARY-1",
        "access-CANARY-2",
        "refresh-CANARY-2",
        "access-CANARY-3",
        "refresh-CANARY-3",
        "client-CANARY-4",
        "client-CANARY-5",
        PHRASE,
    ];
    let store = open(directory.path()).await;
    let kept = fill(&store, "CANARY-1").await;
    let waiting = grant(kept.app);
    let hold = Change::HoldGrant {
        tokens: sealed(&store, waiting.id, "CANARY-3"),
        grant: waiting,
    };
    let one = put_secret(kept.app, "client-CANARY-4", false);
    let two = put_secret(kept.app, "client-CANARY-5", true);
    store.commit(vec![hold, one, two]).await.unwrap();
    let code = recovery_code(&store).await.unwrap();
    let code: String = code.expose().chars().filter(|c| *c != '-').collect();
    store.daily_backup(NOW).await.unwrap();
    assert_nowhere(directory.path(), &secrets);
    assert_nowhere(directory.path(), &[&code]);

    let rotated = put(&kept, TokenChange::Put(sealed(&store, kept.id, "CANARY-2")));
    store.commit(vec![rotated]).await.unwrap();
    assert_nowhere(directory.path(), &secrets);

    store
        .commit(vec![put(&kept, TokenChange::Wipe)])
        .await
        .unwrap();
    store.lock().await.unwrap();
    assert_nowhere(directory.path(), &secrets);
    drop(store);
    assert_nowhere(directory.path(), &secrets);
}

fn sealed_refresh(directory: &Path) -> Vec<u8> {
    database(directory)
        .query_row("SELECT refresh FROM tokens", [], |row| row.get(0))
        .unwrap()
}

fn holding(directory: &Path, sealed: &[u8]) -> Vec<PathBuf> {
    let all = files(directory);
    all.into_iter()
        .filter(|path| holds(&std::fs::read(path).unwrap(), sealed))
        .collect()
}

#[tokio::test]
async fn a12_wiping_leaves_not_even_the_sealed_value_behind() {
    let directory = directory();
    let store = open(directory.path()).await;
    let kept = fill(&store, "a").await;
    let sealed = sealed_refresh(directory.path());
    let before = holding(directory.path(), &sealed);
    assert!(
        !before.is_empty(),
        "the search must find it while it is there"
    );
    store
        .commit(vec![put(&kept, TokenChange::Wipe)])
        .await
        .unwrap();
    let after = holding(directory.path(), &sealed);
    assert!(after.is_empty(), "the sealed value is still in {after:?}");
}

#[tokio::test]
async fn purging_reaches_into_the_backups() {
    let directory = directory();
    let store = open(directory.path()).await;
    let kept = fill(&store, "a").await;
    let sealed = sealed_refresh(directory.path());
    store.daily_backup(NOW).await.unwrap();
    assert!(holding(directory.path(), &sealed).len() >= 2);
    store.commit(vec![Change::Purge(kept.id)]).await.unwrap();
    let after = holding(directory.path(), &sealed);
    assert!(after.is_empty(), "for good, but it is still in {after:?}");
}

#[cfg(unix)]
#[tokio::test]
async fn a12_every_file_is_the_owners_alone() {
    use std::os::unix::fs::PermissionsExt;
    let directory = directory();
    let store = open(&directory.path().join("data")).await;
    fill(&store, "a").await;
    store.daily_backup(NOW).await.unwrap();
    let data = directory.path().join("data");
    let mode = |path: &Path| path.metadata().unwrap().permissions().mode() & 0o777;
    assert_eq!(mode(&data), 0o700);
    assert_eq!(mode(&data.join("backups")), 0o700);
    let files = files(&data);
    assert!(files.iter().any(|path| path.ends_with("vault.db-wal")));
    for path in files {
        assert_eq!(mode(&path), 0o600, "{}", path.display());
    }
}
