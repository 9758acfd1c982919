//! Saved views and columns, as they may be kept.

use std::collections::HashSet;

use keeper_core::error::{Code, Problem};

use crate::views::{InstallationColumn, SavedView, SettingsView};

/// The longest name, in characters.
const NAME_LIMIT: usize = 60;
/// The most views.
const VIEWS_LIMIT: usize = 50;

/// The settings with names trimmed, if columns and views are such as can be
/// kept.
///
/// # Errors
/// [`Code::SavedViewsTooMany`], [`Code::SavedViewNameInvalid`],
/// [`Code::SavedViewNameTaken`] with the name; [`Code::ArgumentsInvalid`] for
/// no column, or one twice.
pub fn checked(settings: SettingsView) -> Result<SettingsView, Problem> {
    check_columns(&settings.columns, "columns")?;
    if settings.saved_views.len() > VIEWS_LIMIT {
        return Err(Problem::new(Code::SavedViewsTooMany).with("limit", VIEWS_LIMIT));
    }
    let views = settings.saved_views.into_iter().enumerate();
    let views = views.map(|(place, view)| checked_view(view, place));
    let saved_views = views.collect::<Result<Vec<_>, _>>()?;
    refuse_doubles(&saved_views)?;
    Ok(SettingsView {
        saved_views,
        ..settings
    })
}

fn checked_view(view: SavedView, place: usize) -> Result<SavedView, Problem> {
    check_columns(&view.columns, &format!("saved_views.{place}.columns"))?;
    let name = view.name.trim().to_owned();
    let is_shown = |letter: char| !letter.is_control();
    let fits = (1..=NAME_LIMIT).contains(&name.chars().count());
    if !fits || !name.chars().all(is_shown) {
        let problem = Problem::new(Code::SavedViewNameInvalid);
        let field = format!("saved_views.{place}.name");
        return Err(problem.with("limit", NAME_LIMIT).with("field", field));
    }
    Ok(SavedView { name, ..view })
}

/// Names that differ in their case alone are too much alike.
fn refuse_doubles(views: &[SavedView]) -> Result<(), Problem> {
    let mut names = HashSet::new();
    let double = views
        .iter()
        .find(|view| !names.insert(view.name.to_lowercase()));
    match double {
        Some(view) => Err(Problem::new(Code::SavedViewNameTaken).with("name", view.name.as_str())),
        None => Ok(()),
    }
}

fn check_columns(columns: &[InstallationColumn], field: &str) -> Result<(), Problem> {
    let different: HashSet<_> = columns.iter().collect();
    if columns.is_empty() || different.len() != columns.len() {
        return Err(Problem::new(Code::ArgumentsInvalid).with("field", field));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn view(name: &str) -> SavedView {
        SavedView {
            name: name.to_owned(),
            filter: Default::default(),
            sort: Default::default(),
            columns: InstallationColumn::USUAL.to_vec(),
        }
    }

    fn with(saved_views: Vec<SavedView>) -> Result<SettingsView, Problem> {
        checked(SettingsView {
            saved_views,
            ..SettingsView::default()
        })
    }

    fn code(saved_views: Vec<SavedView>) -> Code {
        with(saved_views).unwrap_err().code
    }

    #[test]
    fn names_are_trimmed_and_told_apart() {
        let kept = with(vec![view("  Mine \t"), view("Not mine")]).unwrap();
        assert_eq!(kept.saved_views[0].name, "Mine");
        for name in ["", "  ", "a\u{7}b", &"x".repeat(61)] {
            assert_eq!(code(vec![view(name)]), Code::SavedViewNameInvalid, "{name}");
        }
        assert!(with(vec![view(&"é".repeat(60))]).is_ok());
        let twice = vec![view("Mine"), view(" mINE")];
        assert_eq!(code(twice), Code::SavedViewNameTaken);
    }

    #[test]
    fn there_is_room_for_fifty() {
        let views = |count| (0..count).map(|number| view(&number.to_string())).collect();
        assert!(with(views(50)).is_ok());
        assert_eq!(code(views(51)), Code::SavedViewsTooMany);
    }

    #[test]
    fn columns_are_some_and_each_once() {
        let columns = |columns: Vec<_>| {
            let settings = SettingsView {
                columns,
                ..SettingsView::default()
            };
            checked(settings).map_err(|problem| problem.code)
        };
        assert!(columns(vec![InstallationColumn::Tags]).is_ok());
        assert_eq!(columns(vec![]), Err(Code::ArgumentsInvalid));
        let twice = vec![InstallationColumn::Tags; 2];
        assert_eq!(columns(twice), Err(Code::ArgumentsInvalid));
    }
}
