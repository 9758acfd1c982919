//! The desktop's notifications: what they say, and where a click leads.

mod facts;
mod gathered;

use std::collections::BTreeSet;

use keeper_core::error::{Code, Problem};
use keeper_core::event::BatchSummary;
use keeper_core::identifier::{AppId, FlowId, HubId, InstallationId};
use keeper_core::text::one_line;

pub(crate) use facts::{Facts, expiring};
pub(crate) use gathered::Gathered;

use crate::catalogue::{counted, filled, of_code, text};
use crate::index::Index;
use crate::outside::Place;
use crate::tray::{TrayAction, account_name, app_name};
use crate::views::{Language, NotificationChoice};

/// A notification, as plain text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Notice {
    /// Of which kind; a new one takes the place of the last of its kind.
    pub kind: NoticeKind,
    /// The headline.
    pub title: String,
    /// What it means and what to do.
    pub body: String,
    /// What a click does.
    pub action: TrayAction,
}

/// What notifications tell of. Each kind comes at most once a minute, but the
/// last, which answers a click.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum NoticeKind {
    /// Installations newly need reauthorization.
    Reauthorization,
    /// HubSpot refuses an app's profile.
    Profile,
    /// An answer came that was started elsewhere.
    Asking,
    /// A grant was set aside for a decision.
    Waiting,
    /// A test account may expire within a week.
    Expiring,
    /// A batch that a person started has ended.
    Finished,
    /// What the tray was asked for didn't work.
    Failed,
}

impl NoticeKind {
    /// Whether it is shown, by the setting and by whether the window has the
    /// keyboard. Who looks at the window sees there what has happened; an
    /// answer from elsewhere has a few minutes only.
    pub(crate) fn is_wanted(self, choice: NotificationChoice, is_focused: bool) -> bool {
        let by_choice = match choice {
            NotificationChoice::All => true,
            NotificationChoice::NeedsMe => self != Self::Finished,
            NotificationChoice::Off => false,
        };
        by_choice && (!is_focused || self == Self::Asking)
    }
}

/// What a notification is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Subject {
    Installation(InstallationId),
    App(AppId),
    Flow(FlowId, AppId),
    Account(HubId),
    Batch(Ended),
}

/// How batches ended, as far as it is told.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Ended {
    proven: usize,
    refused: usize,
    postponed: usize,
    stopped_by: Option<Code>,
}

impl Ended {
    pub(crate) fn of(summary: BatchSummary, stopped_by: Option<Code>) -> Self {
        Self {
            proven: summary.proven,
            refused: summary.refused,
            postponed: summary.postponed,
            stopped_by,
        }
    }

    fn and(self, other: Self) -> Self {
        Self {
            proven: self.proven + other.proven,
            refused: self.refused + other.refused,
            postponed: self.postponed + other.postponed,
            stopped_by: self.stopped_by.or(other.stopped_by),
        }
    }
}

/// Words a notification about these; none about nothing.
pub(crate) fn worded(
    kind: NoticeKind,
    about: &BTreeSet<Subject>,
    index: &Index,
    language: Language,
) -> Option<Notice> {
    let first = about.first()?;
    let said = Wording {
        kind,
        count: about.len(),
        language,
    };
    let name = |id| index.apps.get(&id);
    Some(match first {
        Subject::Installation(id) => said.installation(*id, index),
        Subject::App(app) => {
            let args = [("app", app_name(name(*app), language))];
            let keys = ("tray.profile", "tray.profile_text");
            said.counted(keys, &args, Place::Auth(*app), Place::Apps)
        }
        Subject::Flow(flow, app) => {
            let app = app_name(name(*app), language);
            let keys = ("tray.asking", "tray.asking_text");
            said.plain(keys, &[("app", &app)], Place::Flow(*flow))
        }
        Subject::Account(hub_id) => {
            let account = index.accounts.get(hub_id).and_then(|one| one.label());
            let account = account.map_or_else(|| hub_id.to_string(), |label| one_line(label, 60));
            let args = [("account", account)];
            let keys = ("tray.expiring", "tray.expiring_text");
            said.counted(keys, &args, Place::Accounts, Place::Accounts)
        }
        Subject::Batch(_) => {
            let ended = about.iter().filter_map(|subject| match subject {
                Subject::Batch(ended) => Some(*ended),
                Subject::Installation(_)
                | Subject::App(_)
                | Subject::Flow(..)
                | Subject::Account(_) => None,
            });
            said.ended(ended.fold(Ended::default(), Ended::and))
        }
    })
}

/// Says that what the tray was asked for didn't work.
pub(crate) fn failed(problem: &Problem, place: Place, language: Language) -> Notice {
    let title = of_code(language, problem.code, "title");
    Notice {
        kind: NoticeKind::Failed,
        title: filled(language, "tray.failed", &[("title", &title)]),
        body: of_code(language, problem.code, "hint"),
        action: TrayAction::Show(place),
    }
}

struct Wording {
    kind: NoticeKind,
    count: usize,
    language: Language,
}

impl Wording {
    fn installation(&self, id: InstallationId, index: &Index) -> Notice {
        let entry = index.entries.get(&id);
        let app = entry.and_then(|entry| index.apps.get(&entry.what.app()));
        let account = entry.map(|entry| account_name(index, entry, self.language));
        let args = [
            ("app", app_name(app, self.language)),
            ("account", account.unwrap_or_default()),
        ];
        let keys = if self.kind == NoticeKind::Waiting {
            ("tray.waiting", "tray.waiting_text")
        } else {
            ("tray.reauthorization", "tray.reauthorization_text")
        };
        self.counted(keys, &args, Place::Installation(id), Place::NeedsPerson)
    }

    fn ended(&self, ended: Ended) -> Notice {
        let [proven, refused, postponed] =
            [ended.proven, ended.refused, ended.postponed].map(|count| count.to_string());
        let args = [
            ("proven", &*proven),
            ("refused", &*refused),
            ("postponed", &*postponed),
        ];
        let Some(code) = ended.stopped_by else {
            let keys = ("tray.finished", "tray.finished_text");
            return self.plain(keys, &args, Place::Installations);
        };
        let title = of_code(self.language, code, "title");
        let args = [args[0], ("title", &*title)];
        let keys = ("tray.stopped", "tray.stopped_text");
        self.plain(keys, &args, Place::Installations)
    }

    /// One is named, more are counted; a click leads to the one, or to all.
    fn counted(
        &self,
        (title, body): (&str, &str),
        args: &[(&str, String)],
        one: Place,
        all: Place,
    ) -> Notice {
        let args: Vec<_> = args
            .iter()
            .map(|(name, value)| (*name, value.as_str()))
            .collect();
        let say = |key: &str| counted(self.language, key, self.count, &args);
        Notice {
            kind: self.kind,
            title: say(title),
            body: say(body),
            action: TrayAction::Show(if self.count == 1 { one } else { all }),
        }
    }

    fn plain(&self, (title, body): (&str, &str), args: &[(&str, &str)], place: Place) -> Notice {
        Notice {
            kind: self.kind,
            title: text(self.language, title),
            body: filled(self.language, body, args),
            action: TrayAction::Show(place),
        }
    }
}
