//! Journeys: the trips over real HTTP, against Practice HubSpot.

#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a journey fails loudly"
)]

/// The activity: searched, exported, cut off at its end.
mod activity;
/// Installations that exist already, from their refresh tokens.
mod adopt;
/// A harmless call, and what keeps a test account alive.
mod calls;
/// What HubSpot's page says, explained.
mod decoder;
/// What surrounds the program, checked and written down.
mod doctor;
/// Forget, revoke, uninstall.
mod exits;
/// From one health to another.
mod health;
/// Trip 1: filling in an app and installing it, and what can go wrong.
mod install;
/// Lists, matrix, activity.
mod lists;
/// Logos of apps.
mod logo;
/// Another computer's status, and looking without changing.
mod looking;
/// The way to HubSpot: proxy, certificates, versions.
mod network;
/// Developer projects: in, out, and what differs.
mod projects;
/// One-click reauthorization and the identity guard.
mod reauthorize;
/// Ways back: a recovery code on paper, a backup.
mod recovery;
/// Trip 2: refreshing one and many, and what each answer means.
mod refresh;
/// A backup in the vault's place, and what follows from it.
mod restored;
/// A client secret that was saved, tried.
mod secrets;
/// The tray, notifications, and the language of what is said outside.
mod tray;
/// Answers of HubSpot's that wait to be saved, and quitting meanwhile.
mod unsaved;
/// A locked vault, a gone key, a restart.
mod vault;
/// Saved views, columns, and the list as a file.
mod views;
/// Every way back from the browser but the plain one.
mod ways;
/// Two worlds in one program: whose events are whose, and what goes on in the
/// one that isn't shown.
mod worlds;
