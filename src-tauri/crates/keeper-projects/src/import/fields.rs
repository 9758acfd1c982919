//! Which field of an app's profile a place in its file means.

const FIELDS: &[(&str, &str)] = &[
    ("name", "name"),
    ("description", "description"),
    ("support.supportEmail", "support.email"),
    ("support.supportPhone", "support.phone"),
    ("support.documentationUrl", "support.documentation_url"),
    ("support.supportUrl", "support.support_url"),
    ("auth.redirectUrls", "redirect_urls"),
    ("auth.requiredScopes", "required_scopes"),
    (
        "auth.conditionallyRequiredScopes",
        "conditionally_required_scopes",
    ),
    ("auth.optionalScopes", "optional_scopes"),
];

/// `config.auth.redirectUrls[1]` is `redirect_urls.1`.
pub(super) fn of_draft(at: &str) -> Option<String> {
    let at = at.strip_prefix("config.").unwrap_or(at);
    let (path, place) = match at.split_once('[') {
        Some((path, place)) => (path, place.strip_suffix(']')),
        None => (at, None),
    };
    let (_, field) = FIELDS.iter().find(|(known, _)| *known == path)?;
    Some(match place {
        Some(place) => format!("{field}.{place}"),
        None => (*field).to_owned(),
    })
}

#[cfg(test)]
mod tests {
    use super::of_draft;

    #[test]
    fn places_in_lists_are_kept() {
        let cases = [
            ("config.auth.redirectUrls[1]", Some("redirect_urls.1")),
            ("auth.optionalScopes[0]", Some("optional_scopes.0")),
            ("config.support.supportPhone", Some("support.phone")),
            ("config.permittedUrls.fetch[0]", None),
            ("uid", None),
        ];
        for (at, field) in cases {
            assert_eq!(of_draft(at).as_deref(), field, "{at}");
        }
    }
}
