//! A database as the first steps of the schema made it, with a person's chat in it.

use std::fmt::Write as _;
use std::path::Path;

use serde_json::Value;
use sqlx::migrate::Migrator;

/// The last step that an older program knew. Searching, moods and more came after it.
const LAST: i64 = 9;

/// Who is in it.
pub const PERSON: &str = "old@example.org";

/// The statements that make it, for the database whose steps are in this folder.
pub async fn script(folder: &str) -> String {
    let sqlite = folder == "sqlite";
    let bytes = if sqlite { "blob" } else { "bytea" };
    let mut script = format!(
        "CREATE TABLE _bondhu_migrations (version bigint PRIMARY KEY, description text NOT NULL, \
         installed_on timestamp NOT NULL DEFAULT CURRENT_TIMESTAMP, success boolean NOT NULL, \
         checksum {bytes} NOT NULL, execution_time bigint NOT NULL);\n"
    );
    let steps = Path::new(env!("CARGO_MANIFEST_DIR")).join("../migrations").join(folder);
    for step in Migrator::new(steps).await.unwrap().iter().filter(|step| step.version <= LAST) {
        script.push_str(step.sql.as_str());
        let mut checksum = String::new();
        for byte in step.checksum.iter() {
            write!(checksum, "{byte:02x}").unwrap();
        }
        let checksum = if sqlite { format!("x'{checksum}'") } else { format!("'\\x{checksum}'") };
        writeln!(
            script,
            "\nINSERT INTO _bondhu_migrations (version, description, success, checksum, execution_time) \
             VALUES ({}, '{}', TRUE, {checksum}, 0);",
            step.version, step.description
        )
        .unwrap();
    }
    if !sqlite {
        // Row-level security binds the owner too.
        script.push_str("SET ROLE bondhu_worker;\n");
    }
    script + &rows(sqlite)
}

fn rows(sqlite: bool) -> String {
    let at = |second: u32| {
        if sqlite {
            format!("{}", 1_760_000_000_000_000_u64 + u64::from(second) * 1_000_000)
        } else {
            format!("to_timestamp({})", 1_760_000_000 + second)
        }
    };
    let no = if sqlite { "0" } else { "false" };
    let id = |number: u32| format!("'0199c8a0-0000-7000-8000-{number:012}'");
    let (person, session) = (id(1), id(2));
    let mut rows = format!(
        "INSERT INTO users (id, email, password_hash, timezone, day_start_hour, language, settings, created_at) \
         VALUES ({person}, '{PERSON}', 'none', 'Asia/Kolkata', 0, 'en', '{{}}', {0});\n\
         INSERT INTO user_sessions (id, user_id, session_start, activities, last_seen, created_at) \
         VALUES ({session}, {person}, {0}, '{{\"tallies\":{{}},\"active_micros\":0}}', {0}, {0});\n\
         INSERT INTO user_activity_stats (user_id, chat_messages, sessions, messages) VALUES ({person}, 20, 1, 10);\n",
        at(0)
    );
    for number in 0..20 {
        let (sender, model) =
            if number % 2 == 0 { ("user", "NULL, NULL, NULL") } else { ("ai", "'x', 'y', {no}") };
        let model = model.replace("{no}", no);
        let answers = if sender == "ai" { id(9 + number) } else { "NULL".to_owned() };
        writeln!(
            rows,
            "INSERT INTO chat_messages (id, user_id, session_id, sender_type, message_text, has_personality_context, \
             safety_tier, off_the_record, in_reply_to, provider, model, degraded, created_at) VALUES ({}, {person}, \
             {session}, '{sender}', 'words of old {number}', {no}, 0, {no}, {answers}, {model}, {});",
            id(10 + number),
            at(number)
        )
        .unwrap();
    }
    rows
}

/// Whether an export of the person has everything.
pub fn is_complete(export: &Value) -> bool {
    let messages = export["messages"].as_array().unwrap();
    let texts = messages.iter().map(|it| it["message_text"].as_str().unwrap().to_owned());
    texts.eq((0..20).map(|number| format!("words of old {number}"))) && export["counters"]["messages"] == 10
}
