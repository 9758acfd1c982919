//! Names for what a menu can do, where the desktop tells clicks by names.

use std::sync::{Mutex, MutexGuard, PoisonError};

use keeper_api::TrayAction;

use crate::OnAction;

/// The actions of the menu that is shown.
pub struct Actions {
    named: Mutex<Vec<TrayAction>>,
    on_action: OnAction,
}

impl Actions {
    /// None yet; `on_action` is told of clicks.
    #[must_use]
    pub fn new(on_action: OnAction) -> Self {
        Self {
            named: Mutex::default(),
            on_action,
        }
    }

    /// Forgets the former menu.
    pub fn clear(&self) {
        self.named().clear();
    }

    /// Names an action.
    #[must_use]
    pub fn name(&self, action: TrayAction) -> String {
        let mut named = self.named();
        named.push(action);
        (named.len() - 1).to_string()
    }

    /// Tells what was clicked on. A name of another menu is nothing.
    pub fn click(&self, name: &str) {
        let place = name.parse::<usize>().ok();
        let action = place.and_then(|place| self.named().get(place).copied());
        if let Some(action) = action {
            (self.on_action)(action);
        }
    }

    fn named(&self) -> MutexGuard<'_, Vec<TrayAction>> {
        self.named.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;

    #[test]
    fn a_click_finds_its_action_and_a_former_menus_does_nothing() {
        let clicked = Arc::new(Mutex::new(Vec::new()));
        let told = Arc::clone(&clicked);
        let actions = Actions::new(Arc::new(move |action| told.lock().unwrap().push(action)));
        let names = [TrayAction::Open, TrayAction::Quit].map(|action| actions.name(action));
        actions.click(&names[1]);
        actions.click("another's");
        assert_eq!(*clicked.lock().unwrap(), [TrayAction::Quit]);
        actions.clear();
        actions.click(&names[1]);
        assert_eq!(clicked.lock().unwrap().len(), 1);
    }
}
