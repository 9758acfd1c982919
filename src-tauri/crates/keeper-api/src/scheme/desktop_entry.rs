//! Desktop entries (freedesktop.org's Desktop Entry Specification 1.5): the
//! one that we write, and the `Exec` of the one that is registered.

use std::ffi::OsString;
use std::path::Path;

use super::SCHEME;

/// Characters that must be quoted in an argument of `Exec`.
const RESERVED: &[char] = &[
    ' ', '\t', '\n', '\r', '"', '\'', '\\', '>', '<', '~', '|', '&', ';', '$', '*', '?', '#', '(',
    ')', '`',
];

/// The entry that takes links of our scheme: `launch` and the link.
pub fn write(launch: &[OsString]) -> String {
    format!(
        "[Desktop Entry]\nType=Application\nName=Portalkeeper\nExec={}\nIcon=portalkeeper\n\
         Terminal=false\nNoDisplay=true\nStartupWMClass=portalkeeper\n\
         MimeType=x-scheme-handler/{SCHEME};\n",
        exec(launch)
    )
}

/// The value of `Exec`. Words stay unquoted wherever they may: the generic
/// `xdg-open` of xdg-utils 1.1.3 starts no quoted program.
pub fn exec(launch: &[OsString]) -> String {
    let mut words: Vec<_> = launch.iter().map(argument).collect();
    words.push("%u".to_owned());
    words.join(" ")
}

fn argument(word: &OsString) -> String {
    let text = word.to_string_lossy().replace('%', "%%");
    if !text.is_empty() && !text.contains(RESERVED) {
        return text;
    }
    let mut quoted = String::from("\"");
    for character in text.chars() {
        if matches!(character, '"' | '`' | '$' | '\\') {
            quoted.push('\\');
        }
        quoted.push(character);
    }
    quoted.push('"');
    in_one_line(&quoted)
}

/// The value of a key is a string, in which a backslash is written twice and a
/// line doesn't end.
fn in_one_line(value: &str) -> String {
    let value = value.replace('\\', r"\\");
    let value = value.replace('\n', r"\n").replace('\r', r"\r");
    value.replace('\t', r"\t")
}

/// The `Exec` of an entry, as it stands there.
pub fn read_exec(entry: &str) -> Option<&str> {
    let group = entry.split("\n[").find(|group| {
        let head = group.trim_start().trim_start_matches('[');
        head.starts_with("Desktop Entry]")
    })?;
    let line = group.lines().find_map(|line| line.strip_prefix("Exec="));
    line.map(str::trim)
}

/// Whether the program that an `Exec` begins with is there.
pub fn can_start(exec: &str) -> bool {
    let word = match exec.strip_prefix('"') {
        Some(quoted) => quoted.split('"').next(),
        None => exec.split_whitespace().next(),
    };
    match word {
        Some(path) if path.contains('/') => Path::new(path).is_file(),
        Some(name) => on_path(name).is_some(),
        None => false,
    }
}

/// Whether an `Exec` starts this program and nothing but a link with it: how a
/// package registers it.
pub fn starts_plainly(exec: &str, program: &Path) -> bool {
    let mut words = exec.split_whitespace();
    let first = words.next().unwrap_or_default();
    let is_plain = words.all(|word| matches!(word, "%u" | "%U"));
    let found = match first.contains('/') {
        true => Path::new(first).canonicalize().ok(),
        false => on_path(first),
    };
    is_plain && found.is_some() && found == program.canonicalize().ok()
}

fn on_path(name: &str) -> Option<std::path::PathBuf> {
    let path = std::env::var_os("PATH")?;
    let mut places = std::env::split_paths(&path).map(|folder| folder.join(name));
    places.find(|place| place.is_file())?.canonicalize().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn launch(words: &[&str]) -> Vec<OsString> {
        words.iter().map(OsString::from).collect()
    }

    #[test]
    fn plain_words_stay_bare_and_others_are_quoted() {
        let exec = |words: &[&str]| exec(&launch(words));
        assert_eq!(
            exec(&["/usr/bin/portalkeeper", "--data-dir", "/srv/keeper"]),
            "/usr/bin/portalkeeper --data-dir /srv/keeper %u"
        );
        assert_eq!(exec(&["/opt/my apps/pk"]), "\"/opt/my apps/pk\" %u");
        assert_eq!(exec(&["/opt/100%"]), "/opt/100%% %u");
        assert_eq!(exec(&["/opt/$x"]), "\"/opt/\\\\$x\" %u");
    }

    #[test]
    fn a_line_cannot_be_broken_out_of() {
        for end in ["\n", "\r", "\r\n"] {
            let entry = write(&launch(&[&format!("/opt/a{end}Exec=/bin/false")]));
            let lines = entry.split(['\n', '\r']);
            let commands = lines.filter(|line| line.starts_with("Exec="));
            assert_eq!(commands.count(), 1, "{entry}");
        }
    }

    #[test]
    fn exec_is_read_from_its_group() {
        let entry = write(&launch(&["/usr/bin/portalkeeper"]));
        assert_eq!(read_exec(&entry), Some("/usr/bin/portalkeeper %u"));
        let two = "[Desktop Action x]\nExec=wrong\n[Desktop Entry]\nName=a\nExec=right %u\n";
        assert_eq!(read_exec(two), Some("right %u"));
        assert_eq!(read_exec("[Other]\nExec=wrong\n"), None);
    }

    #[test]
    fn a_program_is_looked_for_as_it_is_written() {
        for exec in ["sh %u", "/bin/sh %U", "\"/bin/sh\" %u"] {
            assert!(can_start(exec), "{exec}");
        }
        for exec in [
            "",
            "a-browser-that-is-not-there %u",
            "/nowhere/browser",
            "\"/no where\" %u",
        ] {
            assert!(!can_start(exec), "{exec}");
        }
    }

    #[test]
    fn a_packages_entry_is_ours_only_without_other_arguments() {
        let program = Path::new("/bin/sh");
        assert!(starts_plainly("sh %u", program));
        assert!(starts_plainly("/bin/sh %U", program));
        assert!(!starts_plainly("sh --data-dir /elsewhere %u", program));
        assert!(!starts_plainly(
            "portalkeeper-that-is-not-there %u",
            program
        ));
    }
}
