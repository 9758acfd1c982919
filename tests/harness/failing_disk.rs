//! A disk that fills up or breaks at a chosen moment, beneath SQLite.
//!
//! SQLite reaches files through a table of functions, its VFS. The process's
//! default VFS is replaced by a copy of itself that counts writes and syncs
//! of database files and fails them where a test asked for it. Locks and
//! shared memory stay the original's, so a database works as ever meanwhile.

#![expect(
    unsafe_code,
    reason = "SQLite's VFS is an interface of C; nothing else can make a write fail with SQLITE_FULL at a chosen moment"
)]

use std::ffi::{CStr, c_char, c_int, c_void};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};

use rusqlite::ffi::{self, sqlite3_file, sqlite3_io_methods, sqlite3_vfs};

/// The disk beneath one directory. Make it before a database there is opened;
/// dropping it ends every fault.
#[derive(Debug)]
pub struct FailingDisk {
    plan: Arc<Mutex<Plan>>,
}

/// What happened to the files of a directory, and what is to fail.
#[derive(Debug)]
struct Plan {
    directory: PathBuf,
    writes: u64,
    /// How many writes came before each sync.
    syncs: Vec<u64>,
    /// From this write on the disk is full.
    full_from: Option<u64>,
    /// From this sync on it can't be written back.
    broken_from: Option<u64>,
}

impl FailingDisk {
    /// The disk beneath `directory`, which exists; at first it is sound.
    #[must_use]
    pub fn beneath(directory: &Path) -> Self {
        install();
        let plan = Arc::new(Mutex::new(Plan {
            directory: directory.canonicalize().expect("the directory exists"),
            writes: 0,
            syncs: Vec::new(),
            full_from: None,
            broken_from: None,
        }));
        lock(plans()).push(Arc::clone(&plan));
        Self { plan }
    }

    /// After `writes` more writes every write fails with `SQLITE_FULL`.
    pub fn full_after(&self, writes: u64) {
        let mut plan = lock(&self.plan);
        plan.full_from = Some(plan.writes + writes);
    }

    /// After `syncs` more syncs every sync fails with `SQLITE_IOERR_FSYNC`.
    pub fn broken_after(&self, syncs: u64) {
        let mut plan = lock(&self.plan);
        plan.broken_from = Some(plan.syncs.len() as u64 + syncs);
    }

    /// Ends every fault.
    pub fn free(&self) {
        let mut plan = lock(&self.plan);
        plan.full_from = None;
        plan.broken_from = None;
    }

    /// How many writes were asked for so far, failed ones too.
    #[must_use]
    pub fn writes(&self) -> u64 {
        lock(&self.plan).writes
    }

    /// How many syncs were asked for so far, failed ones too.
    #[must_use]
    pub fn syncs(&self) -> u64 {
        lock(&self.plan).syncs.len() as u64
    }

    /// How many writes came before each sync so far. A commit ends with one.
    #[must_use]
    pub fn writes_before_syncs(&self) -> Vec<u64> {
        lock(&self.plan).syncs.clone()
    }
}

impl Drop for FailingDisk {
    fn drop(&mut self) {
        self.free();
        lock(plans()).retain(|plan| !Arc::ptr_eq(plan, &self.plan));
    }
}

fn plans() -> &'static Mutex<Vec<Arc<Mutex<Plan>>>> {
    static PLANS: Mutex<Vec<Arc<Mutex<Plan>>>> = Mutex::new(Vec::new());
    &PLANS
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

fn is_full(plan: &Mutex<Plan>) -> bool {
    let mut plan = lock(plan);
    plan.writes += 1;
    plan.full_from.is_some_and(|from| plan.writes > from)
}

fn is_broken(plan: &Mutex<Plan>) -> bool {
    let mut plan = lock(plan);
    let writes = plan.writes;
    plan.syncs.push(writes);
    let syncs = plan.syncs.len() as u64;
    plan.broken_from.is_some_and(|from| syncs > from)
}

// ── The VFS ──────────────────────────────────────────────────────────────

/// The VFS that was the default before.
struct Original(*mut sqlite3_vfs);

// SAFETY: SQLite uses a registered VFS from every thread and never frees it.
unsafe impl Send for Original {}
// SAFETY: as above.
unsafe impl Sync for Original {}

static ORIGINAL: OnceLock<Original> = OnceLock::new();

/// What is kept about one open file. A pointer to it stands behind the
/// original's own structure, in the room that `szOsFile` asks for.
struct Opened {
    original: *const sqlite3_io_methods,
    methods: sqlite3_io_methods,
    plan: Arc<Mutex<Plan>>,
}

/// Replaces the default VFS, once per process.
fn install() {
    ORIGINAL.get_or_init(|| {
        // SAFETY: null asks for the default VFS, which is never freed. The
        // copy is leaked, since SQLite keeps what it is given for ever, and
        // its name is static.
        unsafe {
            let original = ffi::sqlite3_vfs_find(std::ptr::null());
            let mut copy = Box::new(*original);
            copy.zName = c"failing-disk".as_ptr();
            copy.szOsFile += c_int::try_from(size_of::<*mut Opened>()).unwrap();
            copy.xOpen = Some(open);
            let registered = ffi::sqlite3_vfs_register(Box::leak(copy), 1);
            assert_eq!(registered, ffi::SQLITE_OK);
            Original(original)
        }
    });
}

/// Where the pointer to a file's [`Opened`] stands.
///
/// # Safety
/// `file` has the room that `szOsFile` asked for.
unsafe fn place(file: *mut sqlite3_file) -> *mut *mut Opened {
    let original = ORIGINAL.get().expect("installed").0;
    // SAFETY: the room behind the original's structure is ours.
    unsafe {
        let offset = usize::try_from((*original).szOsFile).unwrap();
        file.cast::<u8>().add(offset).cast()
    }
}

unsafe extern "C" fn open(
    _: *mut sqlite3_vfs,
    name: *const c_char,
    file: *mut sqlite3_file,
    flags: c_int,
    out_flags: *mut c_int,
) -> c_int {
    let original = ORIGINAL.get().expect("installed").0;
    // SAFETY: SQLite's own arguments, handed to the VFS that was made for
    // them.
    let result = unsafe {
        let open = (*original).xOpen.expect("every VFS opens files");
        open(original, name, file, flags, out_flags)
    };
    // SAFETY: the original has filled in `file`; a name is a C string.
    unsafe {
        if result == ffi::SQLITE_OK
            && let Some(plan) = plan_of(name)
        {
            watch(file, plan);
        }
    }
    result
}

/// # Safety
/// `name` is null, as for temporary files, or a C string.
unsafe fn plan_of(name: *const c_char) -> Option<Arc<Mutex<Plan>>> {
    if name.is_null() {
        return None;
    }
    // SAFETY: the caller's promise.
    let name = unsafe { CStr::from_ptr(name) }.to_str().ok()?;
    let found = lock(plans());
    let mut found = found.iter();
    let plan = found.find(|plan| Path::new(name).starts_with(&lock(plan).directory));
    plan.cloned()
}

/// Puts our functions in the place of the file's own.
///
/// # Safety
/// The original has opened `file`.
unsafe fn watch(file: *mut sqlite3_file, plan: Arc<Mutex<Plan>>) {
    // SAFETY: an open file has methods, and room behind it.
    unsafe {
        let original = (*file).pMethods;
        let opened = Box::new(Opened {
            original,
            methods: sqlite3_io_methods {
                xClose: Some(close),
                xWrite: Some(write),
                xSync: Some(sync),
                ..*original
            },
            plan,
        });
        let opened = Box::into_raw(opened);
        place(file).write_unaligned(opened);
        (*file).pMethods = &raw const (*opened).methods;
    }
}

/// # Safety
/// `file` is open and was given to [`watch`].
unsafe fn opened<'a>(file: *mut sqlite3_file) -> &'a Opened {
    // SAFETY: `watch` has left the pointer there; `close` frees it last.
    unsafe { &*place(file).read_unaligned() }
}

unsafe extern "C" fn write(
    file: *mut sqlite3_file,
    bytes: *const c_void,
    amount: c_int,
    offset: ffi::sqlite3_int64,
) -> c_int {
    // SAFETY: SQLite calls this for files that have our methods.
    unsafe {
        let opened = opened(file);
        if is_full(&opened.plan) {
            return ffi::SQLITE_FULL;
        }
        let write = (*opened.original).xWrite.expect("every file is written");
        write(file, bytes, amount, offset)
    }
}

unsafe extern "C" fn sync(file: *mut sqlite3_file, flags: c_int) -> c_int {
    // SAFETY: as in `write`.
    unsafe {
        let opened = opened(file);
        if is_broken(&opened.plan) {
            return ffi::SQLITE_IOERR_FSYNC;
        }
        let sync = (*opened.original).xSync.expect("every file is synced");
        sync(file, flags)
    }
}

unsafe extern "C" fn close(file: *mut sqlite3_file) -> c_int {
    // SAFETY: as in `write`; a closed file is asked for nothing any more.
    unsafe {
        let opened = Box::from_raw(place(file).read_unaligned());
        (*file).pMethods = opened.original;
        let close = (*opened.original).xClose.expect("every file is closed");
        close(file)
    }
}

#[cfg(test)]
mod tests {
    use rusqlite::{Connection, ErrorCode};

    use super::*;

    fn database(directory: &Path) -> Connection {
        let connection = Connection::open(directory.join("a.db")).unwrap();
        connection
            .execute_batch(
                "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; CREATE TABLE a (b)",
            )
            .unwrap();
        connection
    }

    fn insert(connection: &Connection) -> Result<usize, Option<ErrorCode>> {
        let done = connection.execute("INSERT INTO a VALUES (zeroblob(9000))", []);
        done.map_err(|error| error.sqlite_error_code())
    }

    fn count(connection: &Connection) -> i64 {
        let sql = "SELECT count(*) FROM a";
        connection.query_row(sql, [], |row| row.get(0)).unwrap()
    }

    #[test]
    fn a_full_disk_takes_nothing_until_it_is_freed() {
        let directory = tempfile::tempdir().unwrap();
        let disk = FailingDisk::beneath(directory.path());
        let connection = database(directory.path());
        insert(&connection).unwrap();
        let before = disk.writes();
        insert(&connection).unwrap();
        let needed = disk.writes() - before;
        assert!(needed > 1, "a row of three pages is several writes");
        for writes in 0..needed {
            disk.full_after(writes);
            assert_eq!(insert(&connection), Err(Some(ErrorCode::DiskFull)));
        }
        disk.free();
        assert_eq!(count(&connection), 2, "all of it, or nothing");
        insert(&connection).unwrap();
        assert_eq!(
            count(&Connection::open(directory.path().join("a.db")).unwrap()),
            3
        );
    }

    #[test]
    fn a_disk_that_cannot_sync_says_so() {
        let directory = tempfile::tempdir().unwrap();
        let disk = FailingDisk::beneath(directory.path());
        let connection = database(directory.path());
        let before = disk.syncs();
        insert(&connection).unwrap();
        assert!(disk.syncs() > before, "a commit is synced");
        assert_eq!(disk.writes_before_syncs().last(), Some(&disk.writes()));
        disk.broken_after(0);
        assert_eq!(insert(&connection), Err(Some(ErrorCode::SystemIoFailure)));
        disk.free();
        insert(&connection).unwrap();
    }

    #[test]
    fn other_directories_are_left_alone() {
        let (full, sound) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
        let disk = FailingDisk::beneath(full.path());
        disk.full_after(0);
        insert(&database(sound.path())).unwrap();
        assert_eq!(disk.writes(), 0);
    }
}
