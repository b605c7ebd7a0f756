//! Background work about a person: after ten messages, and its effects once however often it is done.

use bondhu_domain::ids::UserId;
use bondhu_ports::job_queue::{JobContext, TaskState, TaskStatus, WindUp, Work};
use bondhu_ports::store::Scope;

use super::stage::Stage;

async fn waiting(stage: &Stage) -> Vec<TaskStatus> {
    let all = stage.app.queue.list(TaskState::Queued, 100).await.unwrap();
    all.into_iter().filter(|it| it.name == "analyse").collect()
}

async fn study(stage: &Stage, user: UserId, task: &TaskStatus) {
    let context = JobContext {
        id: task.id,
        name: "analyse",
        owner: task.owner,
        attempt: 1,
        wind_up: WindUp::when(std::future::pending()),
    };
    stage.app.do_work(Work::Analyse { user_id: user }, &context).await.unwrap();
}

#[tokio::test]
async fn ten_messages_are_studied_once_however_often_the_job_is_done() {
    let stage = Stage::new();
    let mitu = stage.person("mitu").await;
    let user = mitu.id.parse().unwrap();
    let line = "we are happy with our family at home and love our friends ".repeat(10);
    for count in 1..=11 {
        assert_eq!(waiting(&stage).await.len(), usize::from(count == 11), "before message {count}");
        stage.say(&mitu, &line).await;
    }
    let tasks = waiting(&stage).await;
    let [task] = &tasks[..] else { panic!("{} jobs", tasks.len()) };
    assert_eq!(task.owner, Some(user));
    // One after the other, and two at once.
    study(&stage, user, task).await;
    let ledger = async || {
        let mut work = stage.app.store.begin_read(Scope::System).await.unwrap();
        work.personality().ledger(user).await.unwrap()
    };
    let learnt = ledger().await;
    assert_eq!(learnt.len(), 5);
    futures::join!(study(&stage, user, task), study(&stage, user, task));
    assert_eq!(ledger().await, learnt);
}

#[tokio::test]
async fn two_workers_at_once_learn_once() {
    let stage = Stage::new();
    let mitu = stage.person("mitu").await;
    let user = mitu.id.parse().unwrap();
    let line = "we are happy with our family at home and love our friends ".repeat(10);
    for _ in 0..10 {
        stage.say(&mitu, &line).await;
    }
    let task = waiting(&stage).await.remove(0);
    futures::join!(study(&stage, user, &task), study(&stage, user, &task), study(&stage, user, &task));
    let mut work = stage.app.store.begin_read(Scope::System).await.unwrap();
    assert_eq!(work.personality().ledger(user).await.unwrap().len(), 5);
}
