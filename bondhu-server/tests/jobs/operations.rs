//! The operators' listener.

use bondhu_domain::ids::TaskId;
use bondhu_ports::job_outbox::Job;
use bondhu_ports::job_queue::Work;
use bondhu_ports::store::Scope;
use bondhu_testkit::manual_clock::ManualClock;
use reqwest::{Client, StatusCode};

use super::program::Place;

#[expect(clippy::disallowed_methods, reason = "a test's own client")]
fn client() -> Client {
    Client::new()
}

#[tokio::test]
async fn metrics_health_and_jobs_are_on_a_listener_of_their_own() {
    a_listener_of_their_own(Place::with_a_file()).await;
}

#[tokio::test]
async fn the_same_on_a_server() {
    a_listener_of_their_own(Place::with_a_server().await).await;
}

async fn a_listener_of_their_own(place: Place) {
    let server = place.start(&["serve", "--no-worker"], &[]);
    let (web, origin, admin) = (client(), server.origin(), server.admin.clone());
    let get = |url: String| {
        let request = web.get(url);
        async move {
            let answer = request.send().await.unwrap();
            (answer.status(), answer.text().await.unwrap())
        }
    };
    assert_eq!(get(format!("{admin}/livez")).await.0, StatusCode::OK);
    assert_eq!(get(format!("{admin}/readyz")).await.0, StatusCode::OK);
    for outside in ["/metrics", "/admin/jobs"] {
        assert_eq!(get(format!("{origin}{outside}")).await.0, StatusCode::NOT_FOUND, "{outside}");
    }
    get(format!("{origin}/api/v1/tasks/00000000-0000-7000-8000-000000000000")).await;
    let (_, metrics) = get(format!("{admin}/metrics")).await;
    let counted =
        "bondhu_http_requests_total{route=\"/api/v1/tasks/{task_id}\",method=\"GET\",status=\"401\"} 1";
    assert!(metrics.contains(counted), "{metrics}");
    assert!(metrics.contains("bondhu_http_request_seconds_bucket"), "{metrics}");

    let (store, queue) = place.database().await;
    let id = TaskId::new(ManualClock::START, [1; 10]);
    let mut unit = store.begin(Scope::System).await.unwrap();
    unit.jobs().enqueue(&Job::new(id, Work::PurgeExpired, ManualClock::START)).await.unwrap();
    unit.commit().await.unwrap();
    let (_, page) = get(format!("{admin}/admin/jobs")).await;
    assert!(page.contains("<th scope=\"row\">default</th><td>1</td>"), "{page}");

    let discard = format!("{admin}/admin/jobs/{id}/discard");
    for origin in [None, Some("http://evil.example")] {
        let mut press = web.post(&discard);
        if let Some(origin) = origin {
            press = press.header("origin", origin);
        }
        assert_eq!(press.send().await.unwrap().status(), StatusCode::FORBIDDEN);
    }
    let by_name = web.get(format!("{admin}/admin/jobs")).header("host", "evil.example");
    assert_eq!(by_name.send().await.unwrap().status(), StatusCode::FORBIDDEN);
    assert!(queue.status(id).await.unwrap().is_some());
    assert!(web.post(&discard).header("origin", &admin).send().await.unwrap().status().is_success());
    assert_eq!(queue.status(id).await.unwrap(), None);
    assert!(server.stop());
}
