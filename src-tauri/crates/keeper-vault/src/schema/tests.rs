use super::*;

fn empty() -> Connection {
    Connection::open_in_memory().unwrap()
}

fn schema_of(connection: &Connection) -> Vec<String> {
    let sql = "SELECT sql FROM sqlite_schema WHERE sql IS NOT NULL ORDER BY name";
    let mut statement = connection.prepare(sql).unwrap();
    let rows = statement.query_map([], |row| row.get(0)).unwrap();
    rows.map(Result::unwrap).collect()
}

fn code_of(outcome: Outcome<()>) -> Code {
    Problem::from(outcome.expect_err("it was to be refused")).code
}

#[test]
fn versions_rise_one_by_one_and_compatibility_never_falls() {
    for (place, step) in STEPS.iter().enumerate() {
        assert_eq!(step.version, place as i64 + 1);
        assert!(step.oldest_program <= step.version);
    }
    assert!(STEPS.is_sorted_by_key(|step| step.oldest_program));
}

#[test]
fn an_empty_file_becomes_a_vault_with_an_identifier_of_its_own() {
    let mut connection = empty();
    migrate(&mut connection).unwrap();
    assert_eq!(user_version(&connection).unwrap(), newest_version());
    assert!(!vault_id(&connection).unwrap().is_nil());
}

#[test]
fn a_vault_of_the_first_schema_arrives_where_a_new_one_starts() {
    let mut old = empty();
    migrate_by(&mut old, &STEPS[..1]).unwrap();
    let vault = vault_id(&old).unwrap();
    old.execute(
        "INSERT INTO settings (name, value) VALUES ('theme', '\"dark\"')",
        [],
    )
    .unwrap();
    migrate(&mut old).unwrap();

    let mut new = empty();
    migrate(&mut new).unwrap();
    assert_eq!(schema_of(&old), schema_of(&new));
    assert_eq!(vault_id(&old).unwrap(), vault, "a vault keeps its name");
    let settings: i64 = old
        .query_row("SELECT count(*) FROM settings", [], |row| row.get(0))
        .unwrap();
    assert_eq!(settings, 1, "a row was lost on the way");
}

#[test]
fn migrating_twice_changes_nothing() {
    let mut connection = empty();
    migrate(&mut connection).unwrap();
    let before = schema_of(&connection);
    migrate(&mut connection).unwrap();
    assert_eq!(schema_of(&connection), before);
}

#[test]
fn a_newer_file_is_used_only_if_it_says_that_we_may() {
    let mut connection = empty();
    migrate(&mut connection).unwrap();
    connection
        .pragma_update(None, "user_version", newest_version() + 5)
        .unwrap();
    assert!(migrate(&mut connection).is_ok(), "oldest_program allows it");
    put_meta(
        &connection,
        "oldest_program",
        &(newest_version() + 1).to_string(),
    )
    .unwrap();
    assert_eq!(code_of(migrate(&mut connection)), Code::VaultTooNew);
    connection
        .execute("DELETE FROM meta WHERE name = 'oldest_program'", [])
        .unwrap();
    assert_eq!(code_of(migrate(&mut connection)), Code::VaultTooNew);
}

#[test]
fn another_programs_database_is_left_alone() {
    let mut connection = empty();
    connection.execute_batch("CREATE TABLE theirs (a)").unwrap();
    assert_eq!(code_of(migrate(&mut connection)), Code::VaultDamaged);
    assert_eq!(schema_of(&connection).len(), 1);
}

#[test]
fn a_step_that_breaks_leaves_the_file_as_it_was() {
    let mut connection = empty();
    migrate_by(&mut connection, &STEPS[..1]).unwrap();
    let before = schema_of(&connection);
    let broken = [Step {
        version: 2,
        oldest_program: 1,
        sql: "CREATE TABLE half (a); CREATE TABLE meta (a);",
    }];
    assert!(migrate_by(&mut connection, &broken).is_err());
    assert_eq!(schema_of(&connection), before);
    assert_eq!(user_version(&connection).unwrap(), 1);
}

#[test]
fn a26_a_file_remembers_its_target() {
    let mut connection = empty();
    migrate(&mut connection).unwrap();
    claim_target(&connection, "https://api.hubapi.com").unwrap();
    claim_target(&connection, "https://api.hubapi.com").unwrap();
    assert_eq!(
        code_of(claim_target(&connection, "http://127.0.0.1:1")),
        Code::DataDirectoryOfOtherTarget
    );
}
