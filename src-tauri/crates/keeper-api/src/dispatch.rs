//! From a command's name to its answer, made from the one list.

use std::sync::Arc;

use futures::future::BoxFuture;
use keeper_core::decoder::Decoded;
use keeper_core::error::{Code, Problem};
use keeper_core::scope::{Pasted, ScopeEntry, ScopeFound};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

use crate::desk::Desk;
use crate::requests::*;
use crate::views::*;
use crate::{commands, contract};

macro_rules! dispatcher {
    ($($name:ident($request:ty) -> $reply:ty;)+) => {
        #[cfg(test)]
        const COMMANDS: &[&str] = &[$(stringify!($name)),+];

        fn find<'a>(desk: &'a Arc<Desk>, name: &str, args: Value) -> Option<Answered<'a>> {
            match name {
                $(stringify!($name) => Some(Box::pin(async move {
                    let request: $request = read(args)?;
                    let reply: $reply = commands::$name(desk, request).await?;
                    write(&reply)
                })),)+
                _ => None,
            }
        }
    };
}

type Answered<'a> = BoxFuture<'a, Result<Value, Problem>>;

crate::with_commands!(dispatcher);

/// Runs a command by name.
///
/// # Errors
/// [`Code::CommandUnknown`], [`Code::ArgumentsInvalid`], or what the command
/// says.
pub async fn dispatch(desk: &Arc<Desk>, name: &str, args: Value) -> Result<Value, Problem> {
    match find(desk, name, args) {
        Some(_) if desk.is_view_only() && !contract::LOOKING.contains(&name) => {
            Err(Code::ViewOnly.into())
        }
        Some(answered) => answered.await,
        None => Err(Code::CommandUnknown.into()),
    }
}

/// Reads arguments. What is wrong is said by its place alone: the value may be
/// a secret.
fn read<T: DeserializeOwned>(args: Value) -> Result<T, Problem> {
    let args = if args.is_null() {
        Value::Object(serde_json::Map::new())
    } else {
        args
    };
    serde_path_to_error::deserialize(args).map_err(|error| {
        Problem::new(Code::ArgumentsInvalid).with("field", error.path().to_string())
    })
}

fn write<T: Serialize>(reply: &T) -> Result<Value, Problem> {
    serde_json::to_value(reply).map_err(|cause| Problem::new(Code::Internal).because(cause))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_noun_verb_and_unique() {
        let mut names = COMMANDS.to_vec();
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), COMMANDS.len());
        assert!(names.iter().all(|name| name.contains('_')));
    }

    #[test]
    fn what_is_allowed_while_looking_is_a_command() {
        for name in contract::LOOKING {
            assert!(COMMANDS.contains(name), "{name} is no command any more");
        }
    }

    #[test]
    fn a13_a_wrong_argument_is_named_by_its_place_and_never_by_its_value() {
        let args = serde_json::json!({"app": {"client_secret": ["CANARY"]}});
        let problem = read::<AppSaveRequest>(args).unwrap_err();
        assert_eq!(problem.code, Code::ArgumentsInvalid);
        let told = serde_json::to_string(&problem).unwrap();
        assert!(!told.contains("CANARY"), "{told}");
    }
}
