//! Tidy: the rules of ARCHITECTURE.md that a compiler doesn't hold.
//!
//! Each rule is a function from a tree to what breaks it, and each is shown to
//! find something in a tree that breaks it.

#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "a rule that can't be checked fails loudly"
)]

/// Every allow and every ignored test carries its reason, and tests don't sleep.
mod allows;
/// Every attack of the threat model has a test that bears its number.
mod attacks;
/// Codes and commands: the program and the window know the same ones.
mod codes;
/// Where the disk is waited for.
mod disk;
/// The tree as the rules see it.
mod files;
/// Who may depend on whom.
mod floors;
/// What HubSpot can answer, what is made of it, and which test holds it.
mod hubspot;
/// Every language tells everything.
mod languages;
/// Where things stand, and what they are called.
mod layout;
/// Licences, doubled crates, lock files.
mod packages;
/// The core reaches for nothing.
mod purity;
/// Secrets have no way out.
mod secrets;
/// How long files may be.
mod sizes;
/// Every text is used, and every text that is used is there.
mod texts;
/// Who may import whom in the window.
mod window;
/// Words that have no place in the tree.
mod words;
