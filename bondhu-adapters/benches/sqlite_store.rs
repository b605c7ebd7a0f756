//! Pages of a long chat, and what sending one message costs the store.

use bondhu_adapters::sqlite::{SqliteOptions, SqliteStore};
use bondhu_domain::ids::MessageId;
use bondhu_domain::messages::Message;
use bondhu_domain::sessions::Session;
use bondhu_domain::timestamp::Timestamp;
use bondhu_ports::messages::HistoryQuery;
use bondhu_ports::store::{Scope, Store};
use bondhu_ports::users::Credential;
use bondhu_testkit::builders::{a_message, a_session, a_user};
use criterion::{Criterion, criterion_group, criterion_main};
use tokio::runtime::Runtime;

const MESSAGES: i64 = 100_000;

fn store(criterion: &mut Criterion) {
    let runtime = Runtime::new().expect("a runtime");
    let directory = tempfile::tempdir().expect("a directory");
    let options = SqliteOptions::at(directory.path().join("bench.db"));
    let (store, session, deep) = runtime.block_on(fill(&options));

    for (name, before) in [("page of 50, newest", None), ("page of 50, below 99,000", Some(deep))] {
        let query = HistoryQuery { session: None, before, offset: 0, limit: 50 };
        criterion.bench_function(name, |bencher| {
            bencher.to_async(&runtime).iter(|| page(&store, &session, &query));
        });
    }
    criterion.bench_function("send", |bencher| {
        bencher.to_async(&runtime).iter(|| send(&store, &session));
    });
    runtime.block_on(store.close());
}

/// A chat of [`MESSAGES`], and the id of its thousandth message.
async fn fill(options: &SqliteOptions) -> (SqliteStore, Session, MessageId) {
    let store = SqliteStore::open(options).await.expect("a store");
    store.migrate().await.expect("a schema");
    let user = a_user().build();
    let session = a_session().of(user.id).build();
    let mut unit = store.begin(Scope::System).await.expect("a unit");
    unit.users().insert(&user, &Credential::PasswordHash(String::new())).await.expect("a person");
    unit.sessions().save(&session).await.expect("a session");
    let mut thousandth = None;
    for number in 0..MESSAGES {
        let at = Timestamp::from_micros(session.started_at.as_micros() + number);
        let message = a_message().of(&session).text("How was your day? Mine was long.").at(at).build();
        unit.messages().insert(&message).await.expect("a message");
        if number == 1_000 {
            thousandth = Some(message.id);
        }
    }
    unit.commit().await.expect("a commit");
    (store, session, thousandth.expect("an id"))
}

async fn page(store: &SqliteStore, session: &Session, query: &HistoryQuery) -> Vec<Message> {
    let mut unit = store.begin_read(Scope::Person(session.user_id)).await.expect("a unit");
    unit.messages().page(session.user_id, query).await.expect("a page")
}

/// The two commits of a turn: the person's message, then the reply with its counters.
async fn send(store: &SqliteStore, session: &Session) {
    let user = session.user_id;
    let message = a_message().of(session).build();
    let mut unit = store.begin(Scope::Person(user)).await.expect("a unit");
    unit.sessions().latest(user).await.expect("a session");
    unit.messages().insert(&message).await.expect("a message");
    unit.sessions().save(session).await.expect("a session");
    unit.commit().await.expect("a commit");
    let mut unit = store.begin(Scope::Person(user)).await.expect("a unit");
    unit.messages().insert(&a_message().replying_to(&message).build()).await.expect("a reply");
    let mut counters = unit.stats().counters(user).await.expect("counters");
    counters.messages += 1;
    unit.stats().save_counters(user, &counters).await.expect("counters");
    unit.commit().await.expect("a commit");
}

criterion_group!(benches, store);
criterion_main!(benches);
