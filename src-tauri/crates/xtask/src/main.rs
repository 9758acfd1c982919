//! Set-up and automation: the two commands of the README and the small ones they are made of.
#![expect(clippy::print_stdout, reason = "what it prints is what it is for")]

mod count;
mod layers;
mod machine;
mod mutants;
mod python;
mod run;
mod stamp;
mod step;
mod tree;
mod ui;

use std::process::ExitCode;

use crate::step::Trouble;

const HELP: &str = "\
cargo xtask run [--practice] [--demo]   install what is missing, build, open the window
                                        (no display, or --demo: walk the main job and show it)
cargo xtask test [--long] [LAYER]…      install what is missing, run every layer of tests
                                        (--long: hours, with every long variant and the mutants)
cargo xtask mutants [CRATE]…            put small faults into the code, one by one: tests notice
cargo xtask setup                       install what is missing
cargo xtask ui                          build the window's pages
cargo xtask shots                       photograph every view, state, language and theme
cargo xtask check                       format and lints only";

fn main() -> ExitCode {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    match dispatch(&words) {
        Ok(code) => code,
        Err(trouble) => {
            println!("{trouble}");
            ExitCode::FAILURE
        }
    }
}

fn dispatch(words: &[&str]) -> Result<ExitCode, Trouble> {
    match words {
        ["run", flags @ ..] => run::run(flags),
        ["test", layers @ ..] => layers::test(layers),
        ["mutants", crates @ ..] => mutants::mutants(crates),
        ["check"] => layers::check(),
        ["shots"] => run::shots(),
        ["setup"] => done(machine::prepare(machine::For::Tests)),
        ["ui"] => done(machine::node().and_then(|()| ui::build())),
        [] | ["help" | "--help" | "-h"] => {
            println!("{HELP}");
            Ok(ExitCode::SUCCESS)
        }
        [..] => Err(Trouble::new(format!(
            "Unknown: {}\n{HELP}",
            words.join(" ")
        ))),
    }
}

fn done(outcome: Result<(), Trouble>) -> Result<ExitCode, Trouble> {
    outcome.map(|()| ExitCode::SUCCESS)
}
