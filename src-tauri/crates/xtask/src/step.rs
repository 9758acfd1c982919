//! Child processes: each has a deadline, a log file, and no terminal to wait on.

use std::fmt;
use std::fs::{self, File};
use std::io::{self, IsTerminal, Write};
use std::path::PathBuf;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::mpsc::{self, Receiver, RecvTimeoutError};
use std::thread;
use std::time::{Duration, Instant};

use crate::tree;

/// How much of a log is shown when its step failed.
const TAIL: usize = 40;
/// How often a long step says that it is still at work.
const STILL: Duration = Duration::from_secs(30);

/// Why a command could not be carried out, in words for the person who ran it.
#[derive(Debug)]
pub struct Trouble(String);

impl Trouble {
    /// Trouble told in `text`.
    pub fn new(text: impl Into<String>) -> Self {
        Self(text.into())
    }
}

impl fmt::Display for Trouble {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(&self.0)
    }
}

impl From<io::Error> for Trouble {
    fn from(error: io::Error) -> Self {
        Self(error.to_string())
    }
}

/// One child process to come: its name is also the name of its log.
pub struct Step {
    name: &'static str,
    command: Command,
    deadline: Duration,
}

/// What a step left: how it ended, and all it wrote.
pub struct Ended {
    /// It ended by itself, in time, with exit code 0.
    pub success: bool,
    /// Everything that it wrote to stdout and stderr.
    pub output: String,
    /// How long it took.
    pub took: Duration,
    log: PathBuf,
}

impl Step {
    /// A step that runs `program` in the repository's root.
    pub fn new(name: &'static str, program: &str, minutes: u64) -> Self {
        let mut command = Command::new(program);
        command.current_dir(tree::root()).stdin(Stdio::null());
        command
            .env("NO_COLOR", "1")
            .env("CARGO_TERM_COLOR", "never");
        let deadline = Duration::from_secs(minutes * 60);
        Self {
            name,
            command,
            deadline,
        }
    }

    /// A step that runs this toolchain's cargo.
    pub fn cargo(name: &'static str, minutes: u64) -> Self {
        let cargo = std::env::var("CARGO").unwrap_or_else(|_| "cargo".to_owned());
        Self::new(name, &cargo, minutes)
    }

    /// A step that runs npm in a folder of the repository.
    pub fn npm(name: &'static str, folder: &str, minutes: u64) -> Self {
        let npm = if cfg!(windows) { "npm.cmd" } else { "npm" };
        let mut step = Self::new(name, npm, minutes);
        step.command.current_dir(tree::root().join(folder));
        step
    }

    /// Adds arguments.
    pub fn args<S: AsRef<std::ffi::OsStr>>(mut self, args: impl IntoIterator<Item = S>) -> Self {
        self.command.args(args);
        self
    }

    /// Sets a variable of its environment.
    pub fn env(mut self, name: &str, value: impl AsRef<std::ffi::OsStr>) -> Self {
        self.command.env(name, value);
        self
    }

    /// Runs to the end or to the deadline, whichever comes first.
    pub fn run(mut self) -> Result<Ended, Trouble> {
        let log = tree::target()
            .join("logs")
            .join(format!("{}.log", self.name));
        fs::create_dir_all(tree::target().join("logs"))?;
        let file = File::create(&log)?;
        self.command
            .stdout(file.try_clone()?)
            .stderr(file.try_clone()?);
        let started = Instant::now();
        let child = self
            .command
            .spawn()
            .map_err(|error| self.not_started(&error))?;
        let status = wait(child, self.name, self.deadline);
        if status.is_none() {
            writeln!(&file, "\nended after its deadline of {:?}", self.deadline)?;
        }
        let output = String::from_utf8_lossy(&fs::read(&log)?).into_owned();
        let success = status.is_some_and(|status| status.success());
        Ok(Ended {
            success,
            output,
            took: started.elapsed(),
            log,
        })
    }

    /// Runs, says so, and makes failure a trouble that shows the end of the log.
    pub fn must(self) -> Result<Ended, Trouble> {
        let name = self.name;
        print!("{name} … ");
        io::stdout().flush()?;
        let ended = self.run()?;
        println!(
            "{} ({} s)",
            if ended.success { "done" } else { "failed" },
            ended.took.as_secs()
        );
        match ended.success {
            true => Ok(ended),
            false => Err(Trouble::new(ended.tail())),
        }
    }

    fn not_started(&self, error: &io::Error) -> Trouble {
        let program = self.command.get_program().display();
        Trouble::new(format!(
            "{}: {program} could not be started: {error}",
            self.name
        ))
    }
}

impl Ended {
    /// The end of the log, indented, and where the rest is.
    pub fn tail(&self) -> String {
        let lines: Vec<&str> = self.output.lines().collect();
        let from = lines.len().saturating_sub(TAIL);
        let shown: String = lines[from..]
            .iter()
            .map(|line| format!("    {line}\n"))
            .collect();
        format!("{shown}    (all of it: {})", self.log.display())
    }
}

/// Waits on a thread, so that the deadline needs no polling; `None` when it passed.
fn wait(mut child: Child, name: &str, deadline: Duration) -> Option<ExitStatus> {
    let pid = child.id();
    let (send, ended) = mpsc::channel();
    thread::spawn(move || send.send(child.wait().ok()));
    let status = until(&ended, name, deadline);
    if status.is_none() {
        end_with_descendants(pid);
    }
    status
}

fn until(ended: &Receiver<Option<ExitStatus>>, name: &str, limit: Duration) -> Option<ExitStatus> {
    let started = Instant::now();
    loop {
        let left = limit.checked_sub(started.elapsed())?;
        match ended.recv_timeout(left.min(STILL)) {
            Ok(status) => return status,
            Err(RecvTimeoutError::Timeout) => still(name, started),
            Err(RecvTimeoutError::Disconnected) => return None,
        }
    }
}

/// A person who watches is told; a log file needs no such lines.
fn still(name: &str, started: Instant) {
    if io::stdout().is_terminal() {
        println!("… {name}: {} s", started.elapsed().as_secs());
    }
}

/// Ends a process that ran over, and what it started, each by its own number.
fn end_with_descendants(pid: u32) {
    let mut command = if cfg!(windows) {
        let mut command = Command::new("taskkill");
        command.args(["/T", "/F", "/PID"]).arg(pid.to_string());
        command
    } else {
        let doomed: Vec<String> = family(pid).iter().map(u32::to_string).collect();
        let mut command = Command::new("sh");
        command
            .arg("-c")
            .arg(format!("kill -9 {}", doomed.join(" ")));
        command
    };
    let _ = command.stdin(Stdio::null()).stderr(Stdio::null()).status();
}

/// A process and all its descendants, the oldest first.
fn family(pid: u32) -> Vec<u32> {
    let pairs = parents();
    let mut family = vec![pid];
    let mut next = 0;
    while let Some(&parent) = family.get(next) {
        family.extend(
            pairs
                .iter()
                .filter(|pair| pair.1 == parent)
                .map(|pair| pair.0),
        );
        next += 1;
    }
    family
}

/// Every process with its parent: from /proc where there is one (a bare Debian has no `ps`).
fn parents() -> Vec<(u32, u32)> {
    match fs::read_dir("/proc") {
        Ok(entries) => entries
            .filter_map(|entry| fs::read_to_string(entry.ok()?.path().join("stat")).ok())
            .filter_map(|stat| from_stat(&stat))
            .collect(),
        Err(_) => from_ps().unwrap_or_default(),
    }
}

/// `1234 (a name) S 1 …`: the name may hold spaces and brackets, so count from its end.
fn from_stat(stat: &str) -> Option<(u32, u32)> {
    let (head, tail) = stat.rsplit_once(')')?;
    let pid = head.split_once(' ')?.0.parse().ok()?;
    Some((pid, tail.split_whitespace().nth(1)?.parse().ok()?))
}

fn from_ps() -> Option<Vec<(u32, u32)>> {
    let output = Command::new("ps")
        .args(["-A", "-o", "pid=,ppid="])
        .output()
        .ok()?;
    let text = String::from_utf8(output.stdout).ok()?;
    let pair = |line: &str| {
        let mut words = line.split_whitespace();
        Some((words.next()?.parse().ok()?, words.next()?.parse().ok()?))
    };
    Some(text.lines().filter_map(pair).collect())
}

#[cfg(all(test, target_os = "linux"))]
mod tests {
    use std::io::BufRead;

    use super::*;

    #[test]
    fn a_process_name_with_brackets_is_read() {
        assert_eq!(from_stat("12 (a) b (c) S 7 12 12"), Some((12, 7)));
    }

    #[test]
    fn a_step_that_runs_over_is_ended_with_its_children() {
        let mut child = Command::new("sh")
            .args(["-c", "sleep 600 & echo $!; wait"])
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut line = String::new();
        let stdout = child.stdout.take().unwrap();
        io::BufReader::new(stdout).read_line(&mut line).unwrap();
        let grandchild = line.trim().to_owned();
        assert!(alive(&grandchild), "it must live first");
        assert!(wait(child, "sleeper", Duration::from_millis(50)).is_none());
        let deadline = Instant::now() + Duration::from_secs(5);
        while alive(&grandchild) {
            assert!(
                Instant::now() < deadline,
                "children of an ended step must not live on"
            );
            thread::yield_now();
        }
    }

    /// A zombie that waits to be collected has ended, too.
    fn alive(pid: &str) -> bool {
        let stat = fs::read_to_string(format!("/proc/{pid}/stat")).unwrap_or_default();
        stat.rsplit_once(") ")
            .is_some_and(|(_, rest)| !rest.starts_with('Z'))
    }
}
