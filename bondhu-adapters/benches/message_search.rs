//! Searches in one person's chat of 100,000 messages, as the use case does them: candidates by the index, tested and ranked,
//! a page of twenty read with its snippets.

use bondhu_adapters::postgres::{PostgresOptions, PostgresStore};
use bondhu_adapters::sqlite::{SqliteOptions, SqliteStore};
use bondhu_domain::messages::Message;
use bondhu_domain::search::{Filters, Query, index_tokens, rank, snippet};
use bondhu_domain::sessions::Session;
use bondhu_domain::timestamp::Timestamp;
use bondhu_ports::store::{Scope, Store};
use bondhu_ports::users::Credential;
use bondhu_testkit::builders::{a_message, a_session, a_user};
use bondhu_testkit::ephemeral_postgres::EphemeralPostgres;
use criterion::{Criterion, criterion_group, criterion_main};
use tokio::runtime::Runtime;

const MESSAGES: u64 = 100_000;
/// As many candidates as the use case takes.
const CANDIDATES: u32 = 1_000;

/// From most to least frequent.
const WORDS: [&str; 48] = [
    "the",
    "i",
    "to",
    "and",
    "my",
    "is",
    "it",
    "was",
    "day",
    "feel",
    "work",
    "really",
    "today",
    "exam",
    "friend",
    "tomorrow",
    "sleep",
    "tired",
    "happy",
    "mother",
    "running",
    "study",
    "college",
    "music",
    "আমার",
    "ভালো",
    "मेरा",
    "अच्छा",
    "anxious",
    "lonely",
    "dinner",
    "train",
    "rain",
    "weekend",
    "project",
    "deadline",
    "brother",
    "cricket",
    "guitar",
    "hospital",
    "interview",
    "পরীক্ষা",
    "परीक्षा",
    "👍",
    "umbrella",
    "mountain",
    "library",
    "zebra",
];

fn searches(criterion: &mut Criterion) {
    let runtime = Runtime::new().expect("a runtime");
    let directory = tempfile::tempdir().expect("a directory");
    let options = SqliteOptions::at(directory.path().join("bench.db"));
    let sqlite = runtime.block_on(async {
        let store = SqliteStore::open(&options).await.expect("a store");
        store.migrate().await.expect("a schema");
        store
    });
    measure(criterion, &runtime, "SQLite", &sqlite);
    runtime.block_on(sqlite.close());
    let postgres = runtime.block_on(async {
        let url = EphemeralPostgres::shared().await.empty_database();
        let options = PostgresOptions::at(&url).expect("a URL");
        let store = PostgresStore::connect(&options).await.expect("a store");
        store.migrate().await.expect("a schema");
        store
    });
    measure(criterion, &runtime, "PostgreSQL", &postgres);
    runtime.block_on(postgres.close());
    let text = text(1);
    criterion.bench_function("tokens of a message", |bencher| bencher.iter(|| index_tokens(&text)));
}

fn measure(criterion: &mut Criterion, runtime: &Runtime, name: &str, store: &dyn Store) {
    let session = runtime.block_on(fill(store));
    for query in [
        "rare7777",
        "zebra",
        "exams",
        "the",
        "the day",
        "libr",
        "পরীক্ষা",
        "👍",
        "feel tired today",
        "nowhere",
        "%",
        "i really feel like the exam tomorrow",
    ] {
        let parsed = Query::parse(query).expect("a query");
        criterion.bench_function(&format!("{name}: search {query:?}"), |bencher| {
            bencher.to_async(runtime).iter(|| search(store, &session, &parsed));
        });
    }
}

async fn search(store: &dyn Store, session: &Session, query: &Query) -> Vec<(Message, String)> {
    let mut unit = store.begin_read(Scope::Person(session.user_id)).await.expect("a unit");
    let search = unit.message_search();
    let candidates =
        search.candidates(session.user_id, query, &Filters::default(), CANDIDATES).await.expect("candidates");
    let page: Vec<_> = rank(query, &candidates).into_iter().take(20).map(|place| place.id).collect();
    let messages = search.found(session.user_id, &page).await.expect("messages");
    messages
        .into_iter()
        .map(|message| {
            let snippet = snippet(&message.text, query);
            (message, snippet)
        })
        .collect()
}

async fn fill(store: &dyn Store) -> Session {
    let user = a_user().build();
    let session = a_session().of(user.id).build();
    let mut unit = store.begin(Scope::System).await.expect("a unit");
    unit.users().insert(&user, &Credential::PasswordHash(String::new())).await.expect("a person");
    unit.sessions().save(&session).await.expect("a session");
    unit.commit().await.expect("a commit");
    // In many commits, because a chat grows so.
    for batch in 0..MESSAGES / 500 {
        let mut unit = store.begin(Scope::System).await.expect("a unit");
        for number in batch * 500..(batch + 1) * 500 {
            let micros = i64::try_from(number).expect("a small number") * 60_000_000;
            let at = Timestamp::from_micros(session.started_at.as_micros() + micros);
            let message = a_message().of(&session).text(&text(number)).at(at).build();
            unit.messages().insert(&message).await.expect("a message");
        }
        unit.commit().await.expect("a commit");
    }
    session
}

/// About 80 characters, in which a word is the more frequent the earlier it stands in the list.
fn text(number: u64) -> String {
    let mut state = number.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1;
    let mut text = String::new();
    for _ in 0..15 {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        let uniform = u32::try_from(state >> 40).unwrap_or(0);
        let skewed = (u64::from(uniform) * u64::from(uniform)) >> 24;
        let place = usize::try_from((skewed * WORDS.len() as u64) >> 24).unwrap_or(0);
        text.push_str(WORDS[place.min(WORDS.len() - 1)]);
        text.push(' ');
    }
    if number % 1_000 == 777 {
        text.push_str("100% sure ");
    }
    text + "rare" + &(number % 20_000).to_string()
}

criterion_group!(benches, searches);
criterion_main!(benches);
