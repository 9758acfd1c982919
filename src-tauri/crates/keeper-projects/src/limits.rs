//! How much is read at the most. Well above what HubSpot's own templates and
//! real projects hold, and far below what would stall the window.

/// Bytes of one JSON or YAML file.
pub const FILE_BYTES: u64 = 1024 * 1024;
/// Bytes of all files that are read of one project.
pub const PROJECT_BYTES: u64 = 16 * 1024 * 1024;
/// Files and folders that are looked at in one folder.
pub const ENTRIES: usize = 2_000;
/// Folders within folders.
pub const FOLDER_DEPTH: usize = 16;
/// Lists and objects within each other in JSON; serde_json's own limit.
pub const JSON_DEPTH: usize = 128;
/// Placeholders in one file.
pub const PLACEHOLDERS: usize = 200;
/// Characters of one variable's value in a profile.
pub const VARIABLE: usize = 8_192;
/// Redirect URLs, or scopes of one kind.
pub const LIST: usize = 500;
/// Characters of one redirect URL or scope, or of a line of support.
pub const LINE: usize = 2_000;
/// Characters of a component's identifier (HubSpot's app configuration).
pub const UID: usize = 64;
/// Bytes of a list of tokens.
pub const CSV_BYTES: u64 = 4 * 1024 * 1024;
/// Lines of a list of tokens.
pub const CSV_LINES: usize = 10_000;
/// Columns of a list of tokens.
pub const CSV_COLUMNS: usize = 32;
/// Bytes of one line of a list of tokens.
pub const CSV_LINE: usize = 16 * 1024;
/// Characters of a path, or of a place in a file, that are shown.
pub const SHOWN: usize = 300;
