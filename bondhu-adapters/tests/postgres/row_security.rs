//! The second wall: what statements see and change that forget to name the person, or name another.

use std::collections::BTreeSet;

use bondhu_adapters::postgres::PostgresStore;
use bondhu_domain::achievements::Achievement;
use bondhu_domain::facts::{Fact, Slot};
use bondhu_domain::ids::{FactId, MessageId, TaskId, UserId};
use bondhu_domain::insights::{CommunicationStyle, EmotionalStability, Insight, InsightFlags, Trend};
use bondhu_domain::messages::Emoji;
use bondhu_domain::mood_check_ins::CheckIn;
use bondhu_domain::mood_series::MoodDay;
use bondhu_domain::moods::Mood;
use bondhu_domain::personality::TraitMap;
use bondhu_domain::safety::Tier;
use bondhu_domain::sessions::Session;
use bondhu_domain::stats::Counters;
use bondhu_domain::streaks::ActivityDay;
use bondhu_domain::summaries::{ChatSummary, OlderTalk, Period};
use bondhu_domain::timestamp::Timestamp;
use bondhu_domain::tokens::TokenHash;
use bondhu_ports::auth_tokens::AuthToken;
use bondhu_ports::idempotency::{IdempotencyRecord, Outcome};
use bondhu_ports::insights::StoredInsight;
use bondhu_ports::job_outbox::Job;
use bondhu_ports::job_queue::Work;
use bondhu_ports::moods::StoredCheckIn;
use bondhu_ports::safety_events::{SafetyEvent, SafetyEventKind};
use bondhu_ports::store::{Scope, Store, UnitOfWork};
use bondhu_testkit::builders::{a_ledger_row, a_message, a_taking, a_trait_state, a_user};
use sqlx::{AssertSqlSafe, Executor, PgConnection, Row};

use super::fixtures::{a_visit, chat, raw, store};

/// Tables that hold nothing of anybody, each with the reason.
const OF_NOBODY: [(&str, &str); 1] = [("_bondhu_migrations", "which steps the schema has had")];
/// Tables whose rows are seen only while they are searched for, with the rest of what their policy says.
const SEARCHED: [(&str, &str); 1] =
    [("chat_search", " AND (tokens @@ ( SELECT app_search() AS app_search)))")];

#[tokio::test]
async fn every_table_has_its_wall() {
    let (_store, url) = store().await;
    let mut connection = raw(&url).await;
    let open = "SELECT c.relname::text FROM pg_class AS c WHERE c.relnamespace = 'public'::regnamespace \
                AND c.relkind IN ('r', 'p', 'v', 'm', 'f') AND NOT (c.relrowsecurity AND c.relforcerowsecurity)";
    let open: Vec<String> = connection.fetch_all(open).await.unwrap().iter().map(|row| row.get(0)).collect();
    assert_eq!(open, OF_NOBODY.map(|(table, _)| table));
    // What a person's unit of work may touch is the same in every table, whether a test has filled it or not.
    let policies = "SELECT c.relname::text || ' ' || p.polcmd::text || ' ' || pg_get_expr(p.polqual, p.polrelid) \
                    FROM pg_policy AS p JOIN pg_class AS c ON c.oid = p.polrelid \
                    WHERE p.polroles = ARRAY['bondhu_app'::regrole::oid] AND p.polqual IS NOT NULL ORDER BY 1";
    let policies: Vec<String> =
        connection.fetch_all(policies).await.unwrap().iter().map(|row| row.get(0)).collect();
    let expected: Vec<String> = tables(&mut connection)
        .await
        .into_iter()
        .map(|(table, column)| {
            let searched = SEARCHED.iter().find(|(name, _)| *name == table);
            let (open, rest) = searched.map_or(("", ""), |(_, rest)| ("(", *rest));
            format!("{table} * {open}({column} = ( SELECT app_user_id() AS app_user_id)){rest}")
        })
        .collect();
    assert_eq!(policies, expected);
    // A function that runs as its owner would be a door.
    let doors: i64 = connection
        .fetch_one("SELECT count(*) FROM pg_proc WHERE pronamespace = 'public'::regnamespace AND prosecdef")
        .await
        .unwrap()
        .get(0);
    assert_eq!(doors, 0);
    // `USING (true)` is for the worker alone.
    let policies = "SELECT DISTINCT r.rolname::text FROM pg_policy AS p, unnest(p.polroles) AS o, pg_roles AS r \
                    WHERE r.oid = o AND pg_get_expr(p.polqual, p.polrelid) = 'true' UNION \
                    SELECT 'public' FROM pg_policy WHERE 0 = ANY (polroles)";
    let roles: Vec<String> =
        connection.fetch_all(policies).await.unwrap().iter().map(|row| row.get(0)).collect();
    assert_eq!(roles, ["bondhu_worker"]);
}

/// Every table is in the loop because it is in the catalogue: a new one without a policy fails here.
#[tokio::test]
async fn nobody_elses_rows_are_seen_or_changed() {
    let (store, url) = store().await;
    let (mine, theirs) = (a_visit(&store).await, a_visit(&store).await);
    fill(&store, &theirs).await;
    let before = everything(&url).await;
    let mut connection = raw(&url).await;
    for person in [Some(mine.user_id), None] {
        for (table, column) in tables(&mut connection).await {
            let seen =
                as_app(&mut connection, person, &format!("SELECT count(*) FROM {table}")).await.unwrap();
            // One's own account and session.
            let own = i64::from(person.is_some() && ["users", "user_sessions"].contains(&table.as_str()));
            assert_eq!(seen, own, "{table} as {person:?}");
            let theirs = theirs.user_id;
            if column == "user_id" || column == "id" {
                let named = format!("SELECT count(*) FROM {table} WHERE {column} = '{theirs}'");
                assert_eq!(as_app(&mut connection, person, &named).await.unwrap(), 0, "{table}");
            }
            let other = a_user().build().id;
            for change in [
                format!("DELETE FROM {table} WHERE {column} <> '{}'", mine.user_id),
                format!("UPDATE {table} SET {column} = {column} WHERE {column} <> '{}'", mine.user_id),
                format!("UPDATE {table} SET {column} = '{other}' WHERE {column} = '{theirs}'"),
            ] {
                let changed = format!("WITH changed AS ({change} RETURNING 1) SELECT count(*) FROM changed");
                assert_eq!(as_app(&mut connection, person, &changed).await.unwrap(), 0, "{change}");
            }
        }
    }
    assert_eq!(everything(&url).await, before);
}

/// Giving one's own row to somebody else, or adding one for them, is refused.
#[tokio::test]
async fn no_row_is_put_under_another_name() {
    let (store, url) = store().await;
    let (mine, theirs) = (a_visit(&store).await, a_visit(&store).await);
    fill(&store, &mine).await;
    let before = everything(&url).await;
    let mut connection = raw(&url).await;
    for (table, column) in tables(&mut connection).await {
        let given_away = format!(
            "WITH changed AS (UPDATE {table} SET {column} = '{}' RETURNING 1) SELECT count(*) FROM changed",
            theirs.user_id
        );
        let refused = as_app(&mut connection, Some(mine.user_id), &given_away).await.unwrap_err();
        let code = refused.as_database_error().unwrap().code().unwrap().into_owned();
        assert_eq!(code, "42501", "{table}: {refused}");
    }
    assert_eq!(everything(&url).await, before);

    let mut unit = store.begin(Scope::Person(mine.user_id)).await.unwrap();
    assert!(unit.messages().insert(&a_message().of(&theirs).build()).await.is_err());
    assert!(unit.commit().await.is_err());
    assert_eq!(chat(&store, &theirs).await, []);
}

/// A person's unit of work adds to the tables of the job queue's engine, and that is all it may do there.
#[tokio::test]
async fn the_engines_tables_are_closed_to_people() {
    let (store, url) = store().await;
    let mine = a_visit(&store).await;
    fill(&store, &mine).await;
    let mut connection = raw(&url).await;
    let rights = "SELECT string_agg(c.relname || ' ' || p, ', ' ORDER BY 1) FROM pg_class AS c, \
                  unnest(ARRAY['SELECT', 'INSERT', 'UPDATE', 'DELETE', 'TRUNCATE']) AS p \
                  WHERE c.relnamespace = 'apalis'::regnamespace AND c.relkind IN ('r', 'p', 'v', 'm', 'f') \
                  AND c.relname <> '_sqlx_migrations' AND has_table_privilege('bondhu_app', c.oid, p)";
    let rights: String = connection.fetch_one(rights).await.unwrap().get(0);
    assert_eq!(rights, "jobs INSERT");
    let refused = as_app(&mut connection, Some(mine.user_id), "SELECT count(*) FROM apalis.jobs").await;
    assert_eq!(refused.unwrap_err().as_database_error().unwrap().code().unwrap(), "42501");
    // A job for somebody else would be shown to them.
    let other = a_visit(&store).await.user_id;
    let mut unit = store.begin(Scope::Person(mine.user_id)).await.unwrap();
    let id = TaskId::new(mine.started_at, [9; 10]);
    let job = Job { owner: Some(other), ..Job::new(id, Work::PurgeExpired, mine.started_at) };
    assert!(unit.jobs().enqueue(&job).await.is_err());
}

/// What a repository gives a person's unit of work of another person is nothing, whoever is named.
#[tokio::test]
async fn repositories_stay_within_their_person() {
    let (store, _) = store().await;
    let (mine, theirs) = (a_visit(&store).await, a_visit(&store).await);
    fill(&store, &theirs).await;
    let them = theirs.user_id;
    let mut unit = store.begin_read(Scope::Person(mine.user_id)).await.unwrap();
    assert_eq!(unit.users().find(them).await.unwrap(), None);
    assert_eq!(unit.users().password_hash(them).await.unwrap(), None);
    assert_eq!(unit.sessions().latest(them).await.unwrap(), None);
    assert_eq!(unit.messages().count(them, None).await.unwrap(), 0);
    assert_eq!(unit.messages().newest_at(them).await.unwrap(), None);
    assert_eq!(unit.achievements().unlocked(them).await.unwrap(), []);
    let idle = unit.sessions().idle(Timestamp::from_micros(i64::MAX), 10).await.unwrap();
    assert_eq!(idle, std::slice::from_ref(&mine));
    drop(unit);
    let mut unit = store.begin(Scope::Person(mine.user_id)).await.unwrap();
    assert!(!unit.users().set_password_hash(them, "$x$mine").await.unwrap());
    assert!(!unit.users().delete(them).await.unwrap());
    unit.auth_tokens().revoke_all(them).await.unwrap();
    unit.commit().await.unwrap();
    let mut unit = store.begin_read(Scope::System).await.unwrap();
    assert!(unit.users().find(them).await.unwrap().is_some());
    let token = unit.auth_tokens().find(TokenHash([7; 32]), theirs.started_at).await.unwrap();
    assert_eq!(token.map(|token| token.user_id), Some(them));
}

/// The setting ends with the unit of work: the next one on the same connection begins with nobody.
#[tokio::test]
async fn nothing_of_a_unit_is_left_on_its_connection() {
    let (store, url) = store().await;
    let theirs = a_visit(&store).await;
    let mut connection = raw(&url).await;
    assert_eq!(as_app(&mut connection, Some(theirs.user_id), "SELECT count(*) FROM users").await.unwrap(), 1);
    assert_eq!(as_app(&mut connection, None, "SELECT count(*) FROM users").await.unwrap(), 0);
    let who = connection.fetch_one("SELECT current_user = session_user").await.unwrap();
    assert!(who.get::<bool, _>(0));
}

/// The tables of the catalogue, each with the column that says whose a row is.
async fn tables(connection: &mut PgConnection) -> Vec<(String, String)> {
    let of_nobody: BTreeSet<&str> = OF_NOBODY.iter().map(|(table, _)| *table).collect();
    let sql = "SELECT c.relname::text, CASE WHEN c.relname = 'users' THEN 'id' ELSE coalesce((SELECT a.attname::text \
               FROM pg_attribute AS a WHERE a.attrelid = c.oid AND a.attname = 'user_id'), 'none') END \
               FROM pg_class AS c WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p') ORDER BY 1";
    let rows = connection.fetch_all(sql).await.unwrap();
    let tables: Vec<(String, String)> = rows.iter().map(|row| (row.get(0), row.get(1))).collect();
    assert!(tables.len() > 10, "{tables:?}");
    tables.into_iter().filter(|(table, _)| !of_nobody.contains(table.as_str())).collect()
}

/// The number that a statement gives in a transaction as the app's role, for a person or with no setting at all.
async fn as_app(
    connection: &mut PgConnection,
    person: Option<UserId>,
    sql: &str,
) -> Result<i64, sqlx::Error> {
    // A search that every message meets, so that what is not seen is hidden by the rest of the policy.
    let begin = "BEGIN; SET LOCAL ROLE bondhu_app; SELECT set_config('app.search', '!''nowhere''', true)";
    connection.execute(begin).await.unwrap();
    if let Some(person) = person {
        let set = format!("SELECT set_config('app.user_id', '{person}', true)");
        connection.execute(AssertSqlSafe(set)).await.unwrap();
    }
    let result = sqlx::query_scalar(AssertSqlSafe(sql.to_owned())).fetch_one(&mut *connection).await;
    connection.execute("COMMIT").await.unwrap();
    result
}

/// All rows of all tables, as the program's own work sees them.
async fn everything(url: &str) -> Vec<String> {
    let mut connection = raw(url).await;
    connection.execute("SET ROLE bondhu_worker").await.unwrap();
    let (mut rows, mut filled) = (Vec::new(), 0);
    for (table, _) in tables(&mut connection).await {
        let sql = format!("SELECT '{table}: ' || t::text FROM {table} AS t ORDER BY 1");
        let found = connection.fetch_all(AssertSqlSafe(sql)).await.unwrap();
        filled += usize::from(!found.is_empty());
        rows.extend(found.iter().map(|row| row.get::<String, _>(0)));
    }
    assert!(filled >= 10, "{filled} tables hold something: the test would prove little");
    rows
}

/// At least one row of a person in every table.
async fn fill(store: &PostgresStore, session: &Session) {
    let (user, at) = (session.user_id, session.started_at);
    let message = a_message().of(session).text("private").build();
    let mut unit = store.begin(Scope::System).await.unwrap();
    unit.messages().insert(&message).await.unwrap();
    unit.reactions().put(user, message.id, &Emoji::new("👍").unwrap(), at).await.unwrap();
    let token = AuthToken { hash: TokenHash([7; 32]), user_id: user, created_at: at, expires_at: at.next() };
    unit.auth_tokens().insert(&token).await.unwrap();
    let zone = bondhu_domain::users::parse_timezone("Asia/Kolkata").unwrap();
    let date = at.to_datetime().date_naive();
    let day = ActivityDay { date, zone, first_at: at, last_at: at, count: 1 };
    unit.activity_days().save(user, &day).await.unwrap();
    unit.stats().save_counters(user, &Counters::default()).await.unwrap();
    unit.achievements().unlock(user, Achievement::FirstChat, at).await.unwrap();
    let record = IdempotencyRecord { fingerprint: [1; 32], outcome: Outcome::Running, created_at: at };
    unit.idempotency().save(user, "key", &record).await.unwrap();
    let work = Work::ForgetPerson { user_id: user };
    for owner in [Some(user), None] {
        let id = TaskId::new(at, [u8::from(owner.is_some()); 10]);
        let job = Job { owner, ..Job::new(id, work.clone(), at) };
        unit.jobs().enqueue(&job).await.unwrap();
    }
    let topics = vec!["private".to_owned()];
    let (from, to, text) = (at, at.next(), "private".to_owned());
    let summary = ChatSummary { period: Period::Day, from, to, text, message_count: 1, topics, mood: None };
    unit.summaries().save(user, &summary).await.unwrap();
    let older = OlderTalk { text: "private".to_owned(), message_count: 1, through: message.id };
    unit.summaries().save_older_talk(user, &older).await.unwrap();
    fill_care(&mut *unit, user, message.id, at).await;
    unit.commit().await.unwrap();
}

/// A row of each table about how somebody is.
async fn fill_care(unit: &mut dyn UnitOfWork, user: UserId, message: MessageId, at: Timestamp) {
    let date = at.to_datetime().date_naive();
    let day = MoodDay { date, mean: 0.5, sd: None, n: 1, dominant_mood: Mood::Calm };
    unit.moods().save_day(user, &day).await.unwrap();
    let check_in = CheckIn::new(1, 1).unwrap();
    unit.moods().check_in(user, &StoredCheckIn { check_in, note: None, at }).await.unwrap();
    let flags = InsightFlags {
        needs_support: false,
        communication_style: CommunicationStyle::BalancedFriendly,
        emotional_stability: EmotionalStability::Steady,
    };
    let insight = Insight {
        avg_sentiment_24h: 0.5,
        sentiment_volatility: 0.0,
        dominant_mood: Mood::Calm,
        message_count_24h: 5,
        trend: Trend::Stable,
        analyzed_at: at,
        flags,
    };
    unit.insights().save(user, &StoredInsight { insight, at_message: 10 }).await.unwrap();
    let kind = SafetyEventKind::Detected { message, tier: Tier::Distress, flags: Vec::new() };
    unit.safety_events().insert(user, &SafetyEvent { kind, at }).await.unwrap();
    unit.personality().add_assessment(user, &a_taking(1, at)).await.unwrap();
    unit.personality().append(user, &[a_ledger_row(1, at)]).await.unwrap();
    let traits = TraitMap::from_fn(|_| Some(a_trait_state()));
    unit.personality().save_traits(user, &traits).await.unwrap();
    let fact = Fact {
        id: FactId::new(at, [1; 10]),
        subject: "self".to_owned(),
        slot: Slot::Likes,
        value: "tea".to_owned(),
        date: None,
        valid_from: at,
        valid_to: None,
        source: message,
        said_at: at,
        confidence: 1.0,
        edited_at: None,
    };
    unit.facts().insert(user, &fact).await.unwrap();
    let older = OlderTalk { text: "private".to_owned(), message_count: 1, through: message };
    unit.summaries().save_older_talk(user, &older).await.unwrap();
}
