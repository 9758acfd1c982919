//! Why the authorization page refuses, in HubSpot's English words as users have quoted them.

use super::super::distribution::Quota;

/// Why the page refuses.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Refusal {
    /// The page's HTTP status.
    pub(crate) http: u16,
    /// HubSpot's name for it, where one is known.
    pub(crate) status: Option<&'static str>,
    /// What HubSpot's own calls say under that name.
    pub(crate) message: Option<&'static str>,
    /// The sentence on the page.
    pub(crate) text: String,
}

/// The names that the page has for problems, with the words under them.
const NAMED: [(&str, &str); 4] = [
    ("MISSING_SCOPE_GROUP", "client requires more scopes"),
    (
        "HUB_UNAUTHORIZED",
        "hub does not have access to the required scopes",
    ),
    (
        "USER_UNAUTHORIZED",
        "user does not have permissions to authorize scopes",
    ),
    ("DEPRECATED_CONTACTS_SCOPE", "deprecated contacts scope"),
];

impl Refusal {
    /// The link is wrong.
    fn link(text: impl Into<String>) -> Self {
        Self {
            http: 400,
            status: None,
            message: None,
            text: text.into(),
        }
    }

    /// The account or the user may not.
    fn right(text: impl Into<String>) -> Self {
        Self {
            http: 403,
            ..Self::link(text)
        }
    }

    fn called(self, name: &str) -> Self {
        let named = NAMED.into_iter().find(|(known, _)| *known == name);
        Self {
            status: named.map(|(name, _)| name),
            message: named.map(|(_, message)| message),
            ..self
        }
    }

    /// The refusal that HubSpot calls so; `None` for a name that the page doesn't have.
    pub(crate) fn named(name: &str) -> Option<Self> {
        match name {
            "MISSING_SCOPE_GROUP" => Some(Self::too_few_scopes()),
            "HUB_UNAUTHORIZED" => Some(Self::account_lacks_scopes()),
            "USER_UNAUTHORIZED" => Some(Self::user_lacks_rights()),
            "DEPRECATED_CONTACTS_SCOPE" => Some(Self::deprecated_scope()),
            _ => None,
        }
    }

    pub(super) fn unknown_client() -> Self {
        Self::link("Authorization failed because an invalid app client_id was provided")
    }

    pub(super) fn unknown_redirect(redirect_uri: &str) -> Self {
        Self::link(format!(
            "Authorization failed as the redirect URL '{redirect_uri}' doesn't match the app's registered redirect URL"
        ))
    }

    pub(super) fn unknown_scope() -> Self {
        Self::link("An invalid scope name was provided")
    }

    pub(super) fn deprecated_scope() -> Self {
        Self::link("This install link is no longer valid").called("DEPRECATED_CONTACTS_SCOPE")
    }

    pub(super) fn too_few_scopes() -> Self {
        Self::link("Authorization failed because the provided scopes are insufficient")
            .called("MISSING_SCOPE_GROUP")
    }

    pub(super) fn scopes_mismatch() -> Self {
        Self::link(
            "Authorization failed because there is a mismatch between the scopes in the install URL and the \
             app's configured scopes",
        )
    }

    /// No text of HubSpot's is known for this one.
    pub(super) fn unknown_challenge_method() -> Self {
        Self::link("An invalid code_challenge_method was provided")
    }

    pub(super) fn policy_unsigned() -> Self {
        Self::right(
            "Authorization failed because the app developer has not signed the acceptable use policy",
        )
    }

    pub(super) fn not_approved(scopes: &[String]) -> Self {
        Self::right(format!(
            "Authorization failed because this app hasn't been approved to access the required scopes [{}]",
            scopes.join(", ")
        ))
    }

    /// The words of HubSpot's documentation; those of its page are not known.
    pub(super) fn developer_account() -> Self {
        Self::right("Apps can't be installed on developer accounts")
    }

    /// No text of HubSpot's is known for this one.
    pub(super) fn no_account(hub_id: u64) -> Self {
        Self::right(format!(
            "There is no account {hub_id}, or you don't have access to it"
        ))
    }

    pub(super) fn account_lacks_scopes() -> Self {
        Self::right(
            "Authorization failed because this account doesn't have access to the scopes required by the app",
        )
        .called("HUB_UNAUTHORIZED")
    }

    pub(super) fn user_lacks_rights() -> Self {
        Self::right(
            "Authorization failed because you don't have permissions to authorize the scopes required by the \
             app. Please contact your super admin",
        )
        .called("USER_UNAUTHORIZED")
    }

    /// [?] HubSpot's numbers are known by its changelog, its words are not: these are ours.
    pub(super) fn quota(quota: Quota) -> Self {
        Self::right(match quota {
            Quota::Installs(most) => format!(
                "Authorization failed because this app is not listed on the HubSpot Marketplace and has reached \
                 its limit of {most} installs"
            ),
            Quota::AllowList(most) => format!(
                "Authorization failed because this account is not on the app's allow list, which holds up to \
                 {most} accounts"
            ),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The sentences as they were quoted; a client may know them by heart.
    #[test]
    fn the_sentences_are_hubspots() {
        let scopes = ["oauth".to_owned(), "tickets".to_owned()];
        let failed = "Authorization failed ";
        for (refusal, words) in [
            (
                Refusal::unknown_redirect("http://localhost:1/x"),
                "as the redirect URL 'http://localhost:1/x' doesn't match the app's registered redirect URL",
            ),
            (
                Refusal::too_few_scopes(),
                "because the provided scopes are insufficient",
            ),
            (
                Refusal::scopes_mismatch(),
                "because there is a mismatch between the scopes in the install URL and the app's configured scopes",
            ),
            (
                Refusal::unknown_client(),
                "because an invalid app client_id was provided",
            ),
            (
                Refusal::account_lacks_scopes(),
                "because this account doesn't have access to the scopes required by the app",
            ),
            (
                Refusal::user_lacks_rights(),
                "because you don't have permissions to authorize the scopes required by the app. Please contact \
                 your super admin",
            ),
            (
                Refusal::not_approved(&scopes),
                "because this app hasn't been approved to access the required scopes [oauth, tickets]",
            ),
            (
                Refusal::policy_unsigned(),
                "because the app developer has not signed the acceptable use policy",
            ),
        ] {
            assert_eq!(refusal.text, format!("{failed}{words}"));
        }
        assert_eq!(
            Refusal::unknown_scope().text,
            "An invalid scope name was provided"
        );
        assert_eq!(
            Refusal::deprecated_scope().text,
            "This install link is no longer valid"
        );
    }

    #[test]
    fn every_name_of_the_page_has_its_refusal() {
        for (name, message) in NAMED {
            let refusal = Refusal::named(name).unwrap();
            assert_eq!(
                (refusal.status, refusal.message),
                (Some(name), Some(message))
            );
        }
        assert_eq!(Refusal::named("BAD_HUB"), None, "the token call's");
    }
}
