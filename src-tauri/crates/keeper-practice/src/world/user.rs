//! The people of an account, and what each of them may do.

use serde::{Deserialize, Serialize};

use super::app::OAUTH;
use super::scope::needs_super_admin;

/// A person with a seat on an account.
///
/// Whoever connects an app is a super admin or has the marketplace permission, **and** has rights to
/// the scopes (HubSpot's documentation). Others are refused with `USER_UNAUTHORIZED`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct User {
    pub(crate) user_id: u64,
    pub(crate) email: String,
    /// The marketplace permission.
    #[serde(default = "yes")]
    pub(crate) may_install: bool,
    /// May do everything. Worlds written before this was told apart don't have it: whoever could
    /// install could do everything then.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) super_admin: Option<bool>,
    /// The scopes this person has rights to; all but those for super admins where it is left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) scopes: Option<Vec<String>>,
}

fn yes() -> bool {
    true
}

impl User {
    /// Whether this person may do everything on the account.
    pub(crate) fn is_super_admin(&self) -> bool {
        self.super_admin.unwrap_or(self.may_install)
    }

    /// Whether this person may connect apps at all.
    pub(crate) fn may_connect(&self) -> bool {
        self.may_install || self.is_super_admin()
    }

    /// Whether this person may let an app have this scope.
    pub(crate) fn may_authorize(&self, scope: &str) -> bool {
        if self.is_super_admin() || scope == OAUTH {
            return true;
        }
        let has = |list: &Vec<String>| list.iter().any(|own| own == scope);
        !needs_super_admin(scope) && self.scopes.as_ref().is_none_or(has)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn user(json: &str) -> User {
        serde_json::from_str(json).unwrap()
    }

    #[test]
    fn a_user_of_an_older_world_may_do_what_it_could() {
        let boss = user(r#"{"user_id":1,"email":"a"}"#);
        assert!(boss.may_connect() && boss.may_authorize("crm.export"));
        let guest = user(r#"{"user_id":1,"email":"a","may_install":false}"#);
        assert!(!guest.may_connect() && !guest.may_authorize("crm.export"));
    }

    #[test]
    fn the_marketplace_permission_is_not_enough_for_sensitive_scopes() {
        let user = user(r#"{"user_id":1,"email":"a","super_admin":false}"#);
        assert!(user.may_connect() && user.may_authorize("crm.objects.contacts.read"));
        for scope in [
            "crm.export",
            "crm.objects.contacts.sensitive.read",
            "crm.objects.deals.highly_sensitive.write.v2",
        ] {
            assert!(!user.may_authorize(scope), "{scope} needs a super admin");
        }
    }

    #[test]
    fn rights_can_be_narrowed_to_some_scopes() {
        let user = user(
            r#"{"user_id":1,"email":"a","super_admin":false,"scopes":["tickets","crm.export"]}"#,
        );
        assert!(user.may_authorize("tickets") && user.may_authorize("oauth"));
        assert!(!user.may_authorize("files"), "not among this user's");
        assert!(!user.may_authorize("crm.export"), "for super admins alone");
    }
}
