//! One person's desk: a display, a session bus, a keyring, a browser and a home, all private to
//! one journey and gone with it.

use std::fs;
use std::net::{Ipv4Addr, TcpListener};
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};

use crate::close;
use crate::devtools::Browser;
use crate::failure::{Failure, Held};
use crate::process::{Program, Running, ask_to_end, end, is_gone, running_with};
use crate::waiting::{until, within};
use crate::webdriver::Session;
use crate::window::Window;

/// The session bus starts nothing by itself, so that no service of this machine joins in.
const BUS: &str = r#"<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN"
 "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig>
  <type>session</type>
  <listen>unix:tmpdir=/tmp</listen>
  <policy context="default">
    <allow send_destination="*" eavesdrop="true"/>
    <allow eavesdrop="true"/>
    <allow own="*"/>
  </policy>
</busconfig>
"#;
/// What the browser is started with besides; a second start only hands its address to the first.
const DEBUGGED: &str = "--remote-debugging-port=0";
/// Links of ours that the relay page opens need no question here: a person has said "always".
const MAY_HAND_OVER: &str = r#"{"protocol_handler":{"allowed_origin_protocol_pairs":
    {"https://relay.example":{"portalkeeper":true}}}}"#;
const PASSWORD: &str = "the keyring of this desk";
const BROWSERS: [&str; 5] = [
    "chromium",
    "chromium-browser",
    "google-chrome-stable",
    "google-chrome",
    "microsoft-edge",
];

/// The desk; what runs on it ends when it is dropped, the last started first.
pub struct Desk {
    browser: Option<(Running, Browser)>,
    driver: Option<(Running, String)>,
    keyring: Option<Running>,
    _bus: Running,
    _display: Running,
    environment: Vec<(String, String)>,
    app: PathBuf,
    logs: PathBuf,
    home: tempfile::TempDir,
}

impl Desk {
    /// Sets up the display, the bus and the keyring.
    pub async fn start(app: &Path, logs: &Path) -> Held<Self> {
        let home = tempfile::Builder::new()
            .prefix("desk-")
            .tempdir_in("/tmp")?;
        let mut environment = homely(home.path())?;
        let (display, number) = display(logs, &environment).await?;
        environment.push(("DISPLAY".into(), format!(":{number}")));
        let (bus, address) = bus(logs, home.path(), &environment).await?;
        environment.push(("DBUS_SESSION_BUS_ADDRESS".into(), address));
        let (app, logs) = (app.canonicalize()?, logs.to_path_buf());
        let mut desk = Self {
            browser: None,
            driver: None,
            keyring: None,
            _bus: bus,
            _display: display,
            environment,
            app,
            logs,
            home,
        };
        desk.open_keyring().await?;
        Ok(desk)
    }

    /// The data directory that a test's app is started with.
    pub fn data_dir(&self) -> PathBuf {
        self.home.path().join("data")
    }

    /// Starts the app under WebDriver and takes hold of its window.
    pub async fn app(&mut self, arguments: &[&str]) -> Held<Window> {
        let driver = self.driver().await?;
        let arguments: Vec<String> = arguments.iter().map(ToString::to_string).collect();
        let session = Session::start(&driver, &self.app, &arguments);
        let session = within("a session with the app's window", session).await?;
        Ok(Window::new(session))
    }

    /// Starts the app beside the driver: a smoke test, or a second start.
    pub fn start_beside(&self, arguments: &[&str]) -> Held<Running> {
        self.program("app", &self.app)?.args(arguments).start()
    }

    /// Starts the app where it can't ask who else runs.
    pub fn start_without_bus(&self, arguments: &[&str]) -> Held<Running> {
        let nowhere = (
            "DBUS_SESSION_BUS_ADDRESS".into(),
            "unix:path=/nowhere".into(),
        );
        let environment = [self.environment.clone(), vec![nowhere]].concat();
        let program = Program::new(&self.logs, "app", &self.app)?.environment(&environment);
        program.args(arguments).start()
    }

    /// The apps that run on this desk, whoever started them.
    pub fn running_apps(&self) -> Vec<i32> {
        running_with(&self.app, &format!("HOME={}", self.home.path().display()))
    }

    /// Ends every app as the end of a session does.
    pub async fn end_apps(&self) -> Held {
        let apps = self.running_apps();
        apps.iter().copied().for_each(ask_to_end);
        gone(&apps).await
    }

    /// Ends the app, and the driver's session with it. WebDriver's own way of closing is a kill.
    pub async fn close(&self, window: Window) -> Held {
        self.end_apps().await?;
        // The driver notices by itself, too.
        let _ = window.leave().await;
        Ok(())
    }

    /// Ends the app as a crash would, and the session with it.
    pub async fn crash_app(&mut self) -> Held {
        let apps = self.running_apps();
        apps.iter().copied().for_each(end);
        self.driver = None;
        gone(&apps).await
    }

    /// The system browser, opened when it is first needed; it reaches nothing but this machine.
    pub async fn browser(&mut self) -> Held<Browser> {
        self.browser_with(&[only_here("")]).await
    }

    /// The same, with a host of the web on a port of this machine.
    pub async fn browser_knowing(&mut self, name: &str, port: u16) -> Held<Browser> {
        let known = only_here(&format!("MAP {name} 127.0.0.1:{port}, "));
        self.browser_with(&[known, "--ignore-certificate-errors".into()])
            .await
    }

    async fn browser_with(&mut self, flags: &[String]) -> Held<Browser> {
        if self.browser.is_none() {
            self.browser = Some(self.open_browser(flags).await?);
        }
        let browser = self.browser.as_ref().map(|(_, browser)| browser.clone());
        browser.ok_or_else(|| Failure::new("no browser"))
    }

    /// Opens an address the way another program of this desktop would, with `xdg-open` or `gio open`.
    pub async fn open_address(&self, opener: &str, url: &str) -> Held {
        self.opener(opener, url)?.finish().await.map(drop)
    }

    /// The opener, yet to be started.
    pub fn opener(&self, opener: &str, url: &str) -> Held<Program> {
        let words: Vec<&str> = opener.split(' ').chain([url]).collect();
        Ok(self.program("open", words[0])?.args(&words[1..]))
    }

    /// Speaks to the display as a keyboard would.
    pub async fn xdotool(&self, words: &[&str]) -> Held<String> {
        self.program("xdotool", "xdotool")?
            .args(words)
            .finish()
            .await
    }

    /// The app's window, if one is on the screen.
    pub async fn shown_window(&self) -> Option<u32> {
        let words = ["search", "--onlyvisible", "--name", "^Portalkeeper$"];
        let found = self.xdotool(&words).await.ok()?;
        found.lines().next()?.trim().parse().ok()
    }

    /// Closes it as a window manager does.
    pub async fn ask_to_close(&self) -> Held {
        let window = until("a window to close", || async {
            Ok(self.shown_window().await)
        });
        close::ask(self.variable("DISPLAY")?, window.await?)
    }

    /// A variable of this desk's environment.
    pub fn variable(&self, name: &str) -> Held<&str> {
        let found = self.environment.iter().find(|(known, _)| known == name);
        found
            .map(|(_, value)| value.as_str())
            .ok_or_else(|| Failure::new(format!("no {name}")))
    }

    /// A file below this desk's home.
    pub fn in_home(&self, path: &str) -> PathBuf {
        self.home.path().join(path)
    }

    /// Locks the keyring, as a screen lock may.
    pub async fn lock_keyring(&self) -> Held {
        let call = "call --session --dest org.freedesktop.secrets --object-path \
                    /org/freedesktop/secrets --method org.freedesktop.Secret.Service.Lock";
        let which = "[objectpath '/org/freedesktop/secrets/collection/login']";
        let program = self
            .program("gdbus", "gdbus")?
            .args(call.split_whitespace())
            .args([which]);
        program.finish().await.map(drop)
    }

    /// Unlocks it again, as the person's password would.
    pub async fn unlock_keyring(&mut self) -> Held {
        self.keyring = None;
        self.open_keyring().await
    }

    /// Removes every entry of ours, as a reinstalled desktop would.
    pub async fn wipe_keyring(&self) -> Held {
        let program = self.program("secret-tool", "secret-tool")?;
        program
            .args(["clear", "service", "portalkeeper"])
            .finish()
            .await
            .map(drop)
    }

    /// The entries of ours that the keyring holds, without their secrets.
    pub async fn keyring_entries(&self) -> Held<usize> {
        let program = self.program("secret-tool", "secret-tool")?;
        let found = program
            .args(["search", "--all", "service", "portalkeeper"])
            .finish()
            .await?;
        Ok(found.lines().filter(|line| line.starts_with('[')).count())
    }

    /// Runs this program itself on the desk, and gives what it prints; also when its file was
    /// replaced meanwhile.
    pub async fn run_self(&self, arguments: &[&str]) -> Held<String> {
        let program = self.program("self", "/proc/self/exe")?;
        program.args(arguments).finish().await
    }

    async fn open_keyring(&mut self) -> Held {
        let program = self.program("keyring", "gnome-keyring-daemon")?;
        let program = program.args(["--foreground", "--unlock", "--components=secrets"]);
        self.keyring = Some(program.start_and_write(PASSWORD).await?);
        until("the keyring to answer", || self.keyring_answers()).await
    }

    async fn keyring_answers(&self) -> Held<Option<()>> {
        let call = "call --session --dest org.freedesktop.secrets --object-path \
                    /org/freedesktop/secrets/aliases/default --method \
                    org.freedesktop.DBus.Properties.Get org.freedesktop.Secret.Collection Locked";
        let program = self
            .program("gdbus", "gdbus")?
            .args(call.split_whitespace());
        let answer = program.finish().await?;
        Ok(answer.contains("false").then_some(()))
    }

    async fn driver(&mut self) -> Held<String> {
        if let Some((_, driver)) = &self.driver {
            return Ok(driver.clone());
        }
        let port = free_port()?;
        let mut environment = self.environment.clone();
        for name in ["TAURI_AUTOMATION", "TAURI_WEBVIEW_AUTOMATION"] {
            environment.push((name.into(), "true".into()));
        }
        let program = Program::new(&self.logs, "driver-and-app", "WebKitWebDriver")?;
        let program = program
            .args([format!("--port={port}")])
            .environment(&environment);
        let (running, driver) = (program.start()?, format!("http://127.0.0.1:{port}"));
        until("WebKitWebDriver", || async {
            Ok(Session::ready(&driver).await?.then_some(()))
        })
        .await?;
        self.driver = Some((running, driver.clone()));
        Ok(driver)
    }

    /// The browser is open already when the app first sends an address to it, as it mostly is.
    async fn open_browser(&self, only_here: &[String]) -> Held<(Running, Browser)> {
        let profile = self.home.path().join("browser");
        fs::create_dir_all(profile.join("Default"))?;
        fs::write(profile.join("Default/Preferences"), MAY_HAND_OVER)?;
        let browser = BROWSERS.iter().find(|name| on_path(name));
        let browser = browser.ok_or_else(|| Failure::new("no Chromium on the search path"))?;
        let flags = browser_flags(&profile);
        self.desktop_file(
            "browser",
            &format!("{browser} {} %U", flags.join(" ")),
            &[
                "x-scheme-handler/http",
                "x-scheme-handler/https",
                "text/html",
            ],
        )?;
        let program = self.program("browser", browser)?.args(&flags);
        let running = program
            .args(only_here)
            .args([DEBUGGED, "about:blank"])
            .start()?;
        let port = until("the browser's DevTools", || async {
            let text = fs::read_to_string(profile.join("DevToolsActivePort"))?;
            Ok(text
                .lines()
                .next()
                .and_then(|line| line.parse::<u16>().ok()))
        });
        Ok((running, Browser::at(port.await?)?))
    }

    fn program(&self, log: &str, program: impl AsRef<std::ffi::OsStr>) -> Held<Program> {
        Ok(Program::new(&self.logs, log, program)?.environment(&self.environment))
    }

    fn desktop_file(&self, name: &str, exec: &str, types: &[&str]) -> Held {
        let folder = self.home.path().join("share/applications");
        fs::create_dir_all(&folder)?;
        let types_line = types.join(";");
        let text = format!(
            "[Desktop Entry]\nType=Application\nName={name}\nExec={exec}\nMimeType={types_line};\n"
        );
        fs::write(folder.join(format!("{name}.desktop")), text)?;
        let list = self.home.path().join("config/mimeapps.list");
        let mut defaults = fs::read_to_string(&list).unwrap_or("[Default Applications]\n".into());
        defaults.extend(types.iter().map(|one| format!("{one}={name}.desktop\n")));
        Ok(fs::write(list, defaults)?)
    }
}

impl Drop for Desk {
    fn drop(&mut self) {
        self.running_apps().into_iter().for_each(end);
        self.driver = None;
        self.browser = None;
        self.keyring = None;
    }
}

async fn gone(apps: &[i32]) -> Held {
    let all = || async { Ok(apps.iter().all(|pid| is_gone(*pid)).then_some(())) };
    until("the app to end", all).await
}

/// A private home, and nothing of the caller's environment but the search path.
fn homely(home: &Path) -> Held<Vec<(String, String)>> {
    let mut environment = vec![("HOME".to_owned(), home.display().to_string())];
    let folders = [
        ("XDG_CONFIG_HOME", "config"),
        ("XDG_DATA_HOME", "share"),
        ("XDG_CACHE_HOME", "cache"),
        ("XDG_STATE_HOME", "state"),
        ("XDG_RUNTIME_DIR", "run"),
    ];
    for (name, folder) in folders {
        let folder = home.join(folder);
        fs::create_dir_all(&folder)?;
        fs::set_permissions(&folder, fs::Permissions::from_mode(0o700))?;
        environment.push((name.to_owned(), folder.display().to_string()));
    }
    environment.push(("NO_AT_BRIDGE".into(), "1".into()));
    // What the tray says goes by the system's language.
    environment.push(("LC_MESSAGES".into(), "C".into()));
    for name in [
        "PATH",
        "LANG",
        "RUST_LOG",
        "RUST_BACKTRACE",
        "FONTCONFIG_FILE",
    ] {
        environment.extend(std::env::var(name).map(|value| (name.to_owned(), value)));
    }
    Ok(environment)
}

async fn display(logs: &Path, environment: &[(String, String)]) -> Held<(Running, String)> {
    let program = Program::new(logs, "display", "Xvfb")?.environment(environment);
    let flags = "-displayfd 1 -screen 0 1440x1000x24 -nolisten tcp -noreset";
    program.args(flags.split(' ')).start_and_read().await
}

async fn bus(
    logs: &Path,
    home: &Path,
    environment: &[(String, String)],
) -> Held<(Running, String)> {
    let config = home.join("bus.conf");
    fs::write(&config, BUS)?;
    let config = format!("--config-file={}", config.display());
    let program = Program::new(logs, "bus", "dbus-daemon")?.environment(environment);
    program
        .args([config.as_str(), "--nofork", "--print-address=1"])
        .start_and_read()
        .await
}

/// No name is looked up but these.
fn only_here(known: &str) -> String {
    format!("--host-resolver-rules={known}MAP * ~NOTFOUND, EXCLUDE localhost, EXCLUDE 127.0.0.1")
}

fn browser_flags(profile: &Path) -> Vec<String> {
    let mut flags = vec![format!("--user-data-dir={}", profile.display())];
    let fixed = "--no-first-run --no-default-browser-check --password-store=basic \
                 --disable-background-networking --disable-component-update --disable-sync \
                 --disable-gpu --disable-dev-shm-usage";
    flags.extend(fixed.split_whitespace().map(str::to_owned));
    if rustix::process::geteuid().is_root() {
        // Chromium refuses to run as root with its sandbox; only here, only in the tests' browser.
        flags.push("--no-sandbox".into());
    }
    flags
}

fn free_port() -> Held<u16> {
    Ok(TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?
        .local_addr()?
        .port())
}

fn on_path(name: &str) -> bool {
    let path = std::env::var_os("PATH").unwrap_or_default();
    std::env::split_paths(&path).any(|folder| folder.join(name).is_file())
}
