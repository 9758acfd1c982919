//! What the desk does at the tray's word, and how it speaks.

use std::sync::Arc;
use std::sync::atomic::Ordering;

use keeper_core::error::Problem;
use keeper_core::event::Event;
use keeper_core::identifier::AppId;
use keeper_core::needs::Spawner;
use serde_json::{Value, json};

use super::Desk;
use crate::catalogue;
use crate::dispatch::dispatch;
use crate::index::What;
use crate::listing;
use crate::notices::{self, NoticeKind};
use crate::outside::{Closing, Leaving, Outside, Place};
use crate::tray::TrayAction;
use crate::views::{Language, SettingsView, UnsavedView};
use crate::watch;

impl Desk {
    /// The desktop.
    pub fn outside(&self) -> &dyn Outside {
        self.outside.as_ref()
    }

    /// The language of every text.
    pub fn language(&self) -> Language {
        let language = self.language.read();
        *language.unwrap_or_else(std::sync::PoisonError::into_inner)
    }

    /// Whether closing the window leaves the program running: a setting, and
    /// only where a tray leads back.
    fn stays_when_closed(&self) -> bool {
        self.keep_in_tray.load(Ordering::Relaxed) && self.outside.has_tray()
    }

    /// What comes of closing the window or ending the program. Where something
    /// would be lost, the window asks.
    pub fn leave(&self, leaving: Leaving) -> Closing {
        let unsaved = self.unsaved().map_or(0, |unsaved| unsaved.answers);
        let closing = Closing::of(leaving, self.stays_when_closed(), unsaved);
        if closing == Closing::Asks {
            self.tell(Event::QuitAsked);
            self.outside.to_front();
        }
        closing
    }

    /// The answers of HubSpot's that wait to be saved, in any world; the cause
    /// is that of the oldest.
    pub fn unsaved(&self) -> Option<UnsavedView> {
        let worlds = self.open_worlds();
        let answers = worlds
            .iter()
            .flat_map(|world| world.engine.unsaved_answers());
        let mut answers: Vec<_> = answers.collect();
        answers.sort_by_key(|answer| (answer.since, answer.owner));
        let first = answers.first()?;
        Some(UnsavedView {
            answers: answers.len(),
            code: first.problem.code,
            since: first.since,
        })
    }

    /// Tries once more to save them; those that still wait.
    pub async fn save_answers(&self) -> Option<UnsavedView> {
        for world in self.open_worlds() {
            world.engine.save_waiting_answers().await;
        }
        self.unsaved()
    }

    /// Makes what is said and shown outside follow the settings.
    pub(super) fn follow_settings(&self, settings: &SettingsView) {
        self.view_only.store(settings.view_only, Ordering::Relaxed);
        self.keep_in_tray
            .store(settings.keep_in_tray, Ordering::Relaxed);
        self.idle.limit(settings.lock_after_minutes);
        let language = settings.language.resolved(self.system_language);
        if language != self.language() {
            *self
                .language
                .write()
                .unwrap_or_else(std::sync::PoisonError::into_inner) = language;
            self.receiver.speak(&catalogue::page_texts(language));
        }
    }

    /// Keeps the tray true from now on.
    pub(super) fn watch(self: &Arc<Self>) {
        let clock = Arc::clone(&self.shared.clock);
        let watching = watch::keep(Arc::downgrade(self), self.subscribe(), clock);
        self.tasks.spawn(Box::pin(watching));
    }

    /// Does what the tray or a notification was clicked for. What goes wrong
    /// is told outside, too: the window may be closed.
    ///
    /// # Errors
    /// What the command behind it says.
    pub async fn act(self: &Arc<Self>, action: TrayAction) -> Result<(), Problem> {
        let (done, place) = match action {
            TrayAction::Open => {
                self.outside.to_front();
                return Ok(());
            }
            TrayAction::Show(place) => {
                self.show_place(place);
                return Ok(());
            }
            TrayAction::Quit => {
                if self.leave(Leaving::Quits) == Closing::Ends {
                    self.outside.quit();
                }
                return Ok(());
            }
            TrayAction::Refresh(app) => (self.refresh_all(app).await, Place::InstallationsOf(app)),
            TrayAction::Reauthorize(id) => {
                let args = json!({"id": id, "open_browser": true});
                let done = self.run("installation_reauthorize", args).await;
                (done, Place::Installation(id))
            }
            TrayAction::CopyToken(id) => {
                let args = json!({"id": id, "form": "plain"});
                let done = self.run("installation_copy_token", args).await;
                (done, Place::Installation(id))
            }
            TrayAction::Lock => (
                self.run("vault_lock", json!({})).await,
                Place::Installations,
            ),
        };
        if let Err(problem) = &done {
            self.tell_failed(problem, place).await;
        }
        done
    }

    /// As the window would have it run, refusals and all.
    async fn run(self: &Arc<Self>, name: &str, args: Value) -> Result<(), Problem> {
        dispatch(self, name, args).await.map(drop)
    }

    async fn refresh_all(self: &Arc<Self>, app: AppId) -> Result<(), Problem> {
        let world = self.world();
        let now = world.engine.now();
        let ids: Vec<_> = {
            let index = world.index().await?;
            let of_app = index.entries.values().filter(|entry| {
                let is_installation = matches!(entry.what, What::Installation(_));
                is_installation && entry.what.app() == app
            });
            let living = of_app
                .filter(|entry| !listing::health_of(entry, index.apps.get(&app), now).is_gone());
            living.map(|entry| entry.what.id()).collect()
        };
        self.run("installation_refresh", json!({"ids": ids})).await
    }

    async fn tell_failed(&self, problem: &Problem, place: Place) {
        let choice = self.settings().await.unwrap_or_default().notifications;
        if NoticeKind::Failed.is_wanted(choice, self.outside.is_focused()) {
            let notice = notices::failed(problem, place, self.language());
            self.outside.notify(&notice);
        }
        self.show_place(place);
    }

    fn show_place(&self, place: Place) {
        self.tell(Event::PlaceChosen {
            place: place.hash(),
        });
        self.outside.to_front();
    }
}
