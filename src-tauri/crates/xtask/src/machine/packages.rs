//! The system packages, by purpose and by family of distributions.

use crate::step::Trouble;
use crate::tree;

/// What the packages are for.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum For {
    /// To build the app and open its window.
    Window,
    /// All that, and what the tests of the window and the browser need.
    Tests,
}

/// One thing that must be there, under the names it has.
pub struct Package {
    /// Any of these commands on the search path means that it is there already.
    pub commands: &'static [&'static str],
    /// Debian, Ubuntu and their kin.
    pub debian: &'static str,
    /// Fedora and its kin; a path is a name, too.
    pub fedora: &'static str,
    /// Arch and its kin.
    pub arch: &'static str,
    /// Only the tests need it.
    pub tests: bool,
}

const fn window(
    commands: &'static [&'static str],
    [debian, fedora, arch]: [&'static str; 3],
) -> Package {
    Package {
        commands,
        debian,
        fedora,
        arch,
        tests: false,
    }
}

const fn tests(
    commands: &'static [&'static str],
    [debian, fedora, arch]: [&'static str; 3],
) -> Package {
    Package {
        commands,
        debian,
        fedora,
        arch,
        tests: true,
    }
}

/// Browsers that speak the DevTools protocol, which the tests' consent pages are driven by.
pub const BROWSERS: &[&str] = &[
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
    "microsoft-edge",
];

/// Everything, in the order in which it is listed to a person.
pub const ALL: &[Package] = &[
    window(&[], ["ca-certificates"; 3]),
    window(&["cc"], ["build-essential", "gcc", "base-devel"]),
    window(
        &["pkg-config"],
        ["pkg-config", "pkgconf-pkg-config", "pkgconf"],
    ),
    window(
        &[],
        [
            "libwebkit2gtk-4.1-dev",
            "webkit2gtk4.1-devel",
            "webkit2gtk-4.1",
        ],
    ),
    window(
        &[],
        [
            "libayatana-appindicator3-dev",
            "libayatana-appindicator-gtk3-devel",
            "libayatana-appindicator",
        ],
    ),
    window(&[], ["librsvg2-dev", "librsvg2-devel", "librsvg"]),
    window(&["xdg-open"], ["xdg-utils", "xdg-utils", "xdg-utils"]),
    tests(
        &["WebKitWebDriver"],
        [
            "webkit2gtk-driver",
            "/usr/bin/WebKitWebDriver",
            "webkit2gtk-4.1",
        ],
    ),
    tests(
        &["Xvfb"],
        ["xvfb", "xorg-x11-server-Xvfb", "xorg-server-xvfb"],
    ),
    tests(&["xdotool"], ["xdotool"; 3]),
    tests(&["dbus-daemon"], ["dbus", "dbus-daemon", "dbus"]),
    tests(
        &["gnome-keyring-daemon"],
        ["gnome-keyring", "gnome-keyring", "gnome-keyring"],
    ),
    tests(
        &["secret-tool"],
        ["libsecret-tools", "libsecret", "libsecret"],
    ),
    tests(&["update-desktop-database"], ["desktop-file-utils"; 3]),
    tests(&["python3"], ["python3", "python3", "python"]),
    // Debian parts it from Python; elsewhere it comes along.
    tests(&[], ["python3-venv", "python3", "python"]),
    tests(BROWSERS, ["chromium", "chromium", "chromium"]),
];

/// Those that serve `purpose` and are not there already as a command.
pub fn wanted(purpose: For) -> impl Iterator<Item = &'static Package> {
    ALL.iter()
        .filter(move |package| purpose == For::Tests || !package.tests)
        .filter(|package| !package.commands.iter().any(|name| tree::on_path(name)))
}

/// On a distribution of another family: name what is missing, install nothing.
pub fn by_commands(purpose: For) -> Result<(), Trouble> {
    let missing: Vec<&str> = wanted(purpose)
        .filter_map(|one| one.commands.first())
        .copied()
        .collect();
    match missing.is_empty() {
        true => Ok(()),
        false => Err(Trouble::new(format!(
            "apt, dnf or pacman is needed to install what is missing here: {}",
            missing.join(" ")
        ))),
    }
}
