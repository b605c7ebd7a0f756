//! What each layer adds, on models that do as they are told. Time is the test's: nothing waits for it.

use std::sync::Arc;
use std::time::Duration;

use bondhu_adapters::companion::Companion;
use bondhu_adapters::layers::chat_model::{
    FailoverChatModel, GuardedChatModel, GuardedConfig, LimitedChatModel, RetryingChatModel, RetryingConfig,
    RotatingChatModel, TimedChatModel, TimedConfig,
};
use bondhu_domain::timestamp::Timestamp;
use bondhu_ports::chat_model::{
    AnswerFormat, ChatModel, ChatModelError, ChatModelErrorKind, ChatModelExt, ChatPiece, ChatReply,
    ChatRequest, JsonSchema, RatePeriod, RefusedSide,
};
use bondhu_ports::rate_limiter::Limit;
use bondhu_testkit::manual_clock::ManualClock;
use bondhu_testkit::scripted_chat_model::{Gate, Script, ScriptedChatModel};
use bondhu_testkit::scripted_rate_limiter::ScriptedRateLimiter;
use bondhu_testkit::seeded_random::SeededRandom;
use futures::StreamExt;
use tokio::time::Instant;

use super::vendor::ask;
use ChatModelErrorKind::{
    Malformed, Quota, RateLimited, Refused, Timeout, Truncated, Unauthorized, Unavailable, Unsupported,
};

const MINUTELY: ChatModelErrorKind = RateLimited(RatePeriod::Minute);
const DAILY: ChatModelErrorKind = RateLimited(RatePeriod::Day);

fn scripted(scripts: impl IntoIterator<Item = Script>) -> Arc<ScriptedChatModel> {
    Arc::new(ScriptedChatModel::new(scripts))
}

async fn asked(model: &dyn ChatModel) -> Result<String, ChatModelErrorKind> {
    let reply = model.complete(ask("hi"), 10_000).await;
    reply.map(|reply| reply.text).map_err(|error| error.kind)
}

/// What was said before it ended, and how it ended.
async fn heard(model: &dyn ChatModel) -> (String, Option<ChatModelError>) {
    let mut text = String::new();
    let mut pieces = match model.stream(ask("hi")).await {
        Ok(pieces) => pieces,
        Err(error) => return (text, Some(error)),
    };
    while let Some(piece) = pieces.next().await {
        match piece {
            Ok(ChatPiece::Text(piece)) => text.push_str(&piece),
            Ok(ChatPiece::Finished(_)) => {}
            Err(error) => return (text, Some(error)),
        }
    }
    (text, None)
}

const TIMES: TimedConfig = TimedConfig { silence: Duration::from_secs(10), total: Duration::from_mins(1) };

#[tokio::test(start_paused = true)]
async fn what_takes_too_long_ends() {
    let shut = Gate::new();
    for (script, text) in [
        (Script::new().wait(&shut).text("never").finished(), ""),
        (Script::new().text("Half").wait(&shut).finished(), "Half"),
    ] {
        let began = Instant::now();
        let (said, error) = heard(&TimedChatModel::new(scripted([script]), TIMES)).await;
        assert_eq!((said.as_str(), error.unwrap().kind), (text, Timeout));
        assert_eq!(began.elapsed().as_secs(), 10);
    }
    // Each text comes in time, and there is no end to them.
    let inner = Arc::new(Endless);
    let began = Instant::now();
    let (_, error) = heard(&TimedChatModel::new(inner, TIMES)).await;
    assert_eq!((error.unwrap().kind, began.elapsed().as_secs()), (Timeout, 60));
}

/// Says a word each five seconds.
struct Endless;

#[async_trait::async_trait]
impl ChatModel for Endless {
    fn provider(&self) -> &'static str {
        "endless"
    }

    fn can(&self, _: bondhu_ports::chat_model::Capability) -> bool {
        false
    }

    async fn stream(&self, _: ChatRequest) -> Result<bondhu_ports::chat_model::ChatStream, ChatModelError> {
        let words = futures::stream::repeat(()).then(|()| async {
            tokio::time::sleep(Duration::from_secs(5)).await;
            Ok(ChatPiece::Text("word ".to_owned()))
        });
        Ok(words.boxed())
    }

    async fn models(&self) -> Result<Vec<String>, ChatModelError> {
        Err(Unsupported.into())
    }
}

fn retrying(inner: Arc<ScriptedChatModel>) -> RetryingChatModel {
    let config =
        RetryingConfig { retries: 2, pause: Duration::from_secs(1), patience: Duration::from_secs(10) };
    RetryingChatModel::new(inner, config, Arc::new(ManualClock::default()), Arc::new(SeededRandom::default()))
}

#[tokio::test(start_paused = true)]
async fn only_what_may_help_is_asked_again() {
    for (kind, times) in [
        (Unavailable, 3),
        (MINUTELY, 3),
        (DAILY, 1),
        (Quota, 1),
        (Unauthorized, 1),
        (Refused(RefusedSide::Prompt), 1),
        (Truncated, 1),
        (Malformed, 1),
        (Unsupported, 1),
        (Timeout, 1),
    ] {
        let inner = scripted([Script::fails_at_once(kind)]);
        assert_eq!(asked(&retrying(inner.clone())).await, Err(kind));
        assert_eq!(inner.requests().len(), times, "{kind:?}");
        let inner = scripted([Script::new().text("Half").fails(kind)]);
        assert_eq!(asked(&retrying(inner.clone())).await, Err(kind));
        assert_eq!(inner.requests().len(), 1, "{kind:?}, after something was shown");
    }
    let inner = scripted([Script::new().fails(Unavailable), Script::says("Here.")]);
    assert_eq!(asked(&retrying(inner)).await.as_deref(), Ok("Here."), "an error before the first text");
}

#[tokio::test(start_paused = true)]
async fn the_provider_says_how_long_to_wait() {
    let after = |seconds| ManualClock::START + Duration::from_secs(seconds);
    let inner = scripted([Script::fails_until(MINUTELY, after(6)), Script::says("Here.")]);
    let began = Instant::now();
    assert_eq!(asked(&retrying(inner)).await.as_deref(), Ok("Here."));
    let waited = began.elapsed();
    assert!((Duration::from_secs(6)..=Duration::from_millis(7_500)).contains(&waited), "{waited:?}");
    let inner = scripted([Script::fails_until(MINUTELY, after(26))]);
    let began = Instant::now();
    assert_eq!(asked(&retrying(inner.clone())).await, Err(MINUTELY));
    assert_eq!((began.elapsed(), inner.requests().len()), (Duration::ZERO, 1), "longer than the patience");
    let inner = scripted([Script::fails_until(MINUTELY, after(31))]);
    let patient = RetryingConfig { retries: 2, pause: Duration::ZERO, patience: Duration::from_mins(5) };
    let clock = Arc::new(ManualClock::default());
    let model = RetryingChatModel::new(inner, patient, clock, Arc::new(SeededRandom::default()));
    assert_eq!(asked(&model).await, Err(MINUTELY));
    assert_eq!(began.elapsed(), Duration::ZERO, "longer than anybody waits");
}

#[tokio::test(start_paused = true)]
async fn retries_are_a_share_of_all_requests() {
    let inner = scripted([Script::fails_at_once(Unavailable)]);
    let model = retrying(inner.clone());
    for _ in 0..100 {
        assert_eq!(asked(&model).await, Err(Unavailable));
    }
    let retries = inner.requests().len() - 100;
    assert!((20..=31).contains(&retries), "{retries}");
}

const COOL_DOWN: Duration = Duration::from_secs(30);

fn guarded(inner: Arc<ScriptedChatModel>, clock: &ManualClock) -> GuardedChatModel {
    let config = GuardedConfig {
        failures: 3,
        cool_down: COOL_DOWN,
        refused_key: Duration::from_mins(10),
        day_ends: |now: Timestamp| now + Duration::from_hours(20),
    };
    GuardedChatModel::new(inner, config, Arc::new(clock.clone()))
}

#[tokio::test]
async fn a_provider_in_trouble_is_left_alone_for_a_while() {
    for kind in [Unavailable, Timeout, Malformed] {
        let clock = ManualClock::default();
        let fails = Script::new().fails(kind);
        let inner = scripted([fails.clone(), fails.clone(), fails.clone(), fails, Script::says("Here.")]);
        let model = guarded(inner.clone(), &clock);
        for _ in 0..3 {
            assert_eq!(asked(&model).await, Err(kind));
        }
        let error = model.complete(ask("hi"), 10).await.unwrap_err();
        assert_eq!((error.kind, error.retry_at), (Unavailable, Some(ManualClock::START + COOL_DOWN)));
        assert_eq!(inner.requests().len(), 3, "it was not asked");
        clock.advance(COOL_DOWN);
        assert_eq!(asked(&model).await, Err(kind), "one tries");
        assert_eq!(asked(&model).await, Err(Unavailable));
        clock.advance(COOL_DOWN);
        for _ in 0..3 {
            assert_eq!(asked(&model).await.as_deref(), Ok("Here."));
        }
    }
}

#[tokio::test]
async fn what_is_no_trouble_of_the_provider_does_not_count() {
    for kind in [Refused(RefusedSide::Reply), Truncated, Unsupported] {
        let inner = scripted([Script::new().fails(kind)]);
        let model = guarded(inner.clone(), &ManualClock::default());
        for _ in 0..10 {
            assert_eq!(asked(&model).await, Err(kind));
        }
        assert_eq!(inner.requests().len(), 10);
    }
}

#[tokio::test]
async fn a_key_is_parked_until_the_time_that_was_named() {
    let named = Duration::from_mins(3);
    let until = |kind| Script::fails_until(kind, ManualClock::START + named);
    for (script, kind, pause) in [
        (until(MINUTELY), MINUTELY, named),
        (until(DAILY), DAILY, named),
        (Script::fails_at_once(Quota), Quota, Duration::from_mins(10)),
        (Script::fails_at_once(Unauthorized), Unauthorized, Duration::from_mins(10)),
        (
            Script::fails_until(DAILY, ManualClock::START + Duration::from_hours(9_000)),
            DAILY,
            Duration::from_hours(25),
        ),
    ] {
        let clock = ManualClock::default();
        let inner = scripted([script, Script::says("Here.")]);
        let model = guarded(inner.clone(), &clock);
        assert_eq!(asked(&model).await, Err(kind));
        clock.set(ManualClock::START + pause - Duration::from_micros(1));
        let error = model.complete(ask("hi"), 10).await.unwrap_err();
        assert_eq!((error.kind, error.retry_at), (kind, Some(ManualClock::START + pause)));
        assert_eq!(inner.requests().len(), 1, "it was not asked");
        clock.advance(Duration::from_micros(1));
        assert_eq!(asked(&model).await.as_deref(), Ok("Here."));
    }
}

#[tokio::test]
async fn a_clock_set_back_parks_nothing() {
    let clock = ManualClock::default();
    let until = ManualClock::START + Duration::from_hours(1);
    let model = guarded(scripted([Script::fails_until(MINUTELY, until), Script::says("Here.")]), &clock);
    assert_eq!(asked(&model).await, Err(MINUTELY));
    clock.set(ManualClock::START - Duration::from_hours(1));
    assert_eq!(asked(&model).await.as_deref(), Ok("Here."));
}

#[tokio::test]
async fn limits_without_a_time_are_taken_for_the_day_at_the_third() {
    let clock = ManualClock::default();
    let inner = scripted([Script::fails_at_once(MINUTELY)]);
    let model = guarded(inner.clone(), &clock);
    for _ in 0..5 {
        assert_eq!(asked(&model).await, Err(MINUTELY));
    }
    assert_eq!(inner.requests().len(), 3);
    clock.advance(Duration::from_hours(20));
    assert_eq!(asked(&model).await, Err(MINUTELY));
    assert_eq!(inner.requests().len(), 4);
}

#[tokio::test]
async fn keys_take_turns_and_stand_in_for_each_other() {
    let keys = [0, 1, 2].map(|_| ScriptedChatModel::saying("Here.")).map(Arc::new);
    let others = keys[1..].iter().map(|key| key.clone() as Arc<dyn ChatModel>).collect();
    let model = RotatingChatModel::new(keys[0].clone(), others);
    for _ in 0..6 {
        assert_eq!(asked(&model).await.as_deref(), Ok("Here."));
    }
    assert_eq!(keys.map(|key| key.requests().len()), [2, 2, 2]);
    for (kind, passes_on) in [
        (MINUTELY, true),
        (DAILY, true),
        (Quota, true),
        (Unauthorized, true),
        (Unavailable, false),
        (Refused(RefusedSide::Prompt), false),
        (Malformed, false),
        (Timeout, false),
        (Unsupported, false),
    ] {
        let other = scripted([Script::says("Here.")]);
        let model = RotatingChatModel::new(scripted([Script::fails_at_once(kind)]), vec![other.clone()]);
        assert_eq!(asked(&model).await.is_ok(), passes_on, "{kind:?}");
        assert_eq!(other.requests().len(), usize::from(passes_on));
    }
    let at = |seconds| ManualClock::START + Duration::from_secs(seconds);
    let parked = |seconds| scripted([Script::fails_until(MINUTELY, at(seconds))]) as Arc<dyn ChatModel>;
    let model = RotatingChatModel::new(
        parked(9),
        vec![parked(5), scripted([Script::fails_at_once(Quota)]), parked(7)],
    );
    for _ in 0..4 {
        let error = model.complete(ask("hi"), 10).await.unwrap_err();
        assert_eq!((error.kind, error.retry_at), (MINUTELY, Some(at(5))), "the soonest");
    }
}

#[tokio::test]
async fn our_own_limit() {
    let limit = Limit { service: "llm", count: 3_000, window: Duration::from_mins(1) };
    let limiter = Arc::new(ScriptedRateLimiter::new().deny(Duration::from_secs(7)));
    let inner = scripted([Script::says("Here.")]);
    let clock = Arc::new(ManualClock::default());
    let model = LimitedChatModel::new(inner.clone(), limiter.clone(), limit, clock);
    let error = model.complete(ask("hi"), 10).await.unwrap_err();
    assert_eq!((error.kind, error.retry_at), (MINUTELY, Some(ManualClock::START + Duration::from_secs(7))));
    assert_eq!(inner.requests().len(), 0);
    assert_eq!(asked(&model).await.as_deref(), Ok("Here."));
    assert_eq!(limiter.checked(), [("llm", "scripted".to_owned()), ("llm", "scripted".to_owned())]);
}

fn chain(first: Script, second: Script) -> (FailoverChatModel, Arc<ScriptedChatModel>) {
    let second = Arc::new(ScriptedChatModel::new([second]).named("second"));
    (FailoverChatModel::new(scripted([first]), vec![second.clone(), Arc::new(Companion)]), second)
}

#[tokio::test]
async fn the_next_answers_until_something_was_shown() {
    for kind in
        [MINUTELY, DAILY, Quota, Unauthorized, Unavailable, Truncated, Malformed, Unsupported, Timeout]
    {
        for fails in [Script::fails_at_once(kind), Script::new().text("").fails(kind)] {
            let (model, _) = chain(fails, Script::says("Second."));
            let ChatReply { text, finish } = model.complete(ask("hi"), 100).await.unwrap();
            assert_eq!((text.as_str(), finish.provider.as_str()), ("Second.", "second"), "{kind:?}");
            assert_ne!(finish.provider, model.provider(), "which tells that it is degraded");
        }
        let (model, second) = chain(Script::new().text("Half").fails(kind), Script::says("Second."));
        let (text, error) = heard(&model).await;
        let error = error.unwrap();
        assert_eq!((text.as_str(), error.kind, error.provider.as_deref()), ("Half", kind, Some("scripted")));
        assert_eq!(second.requests().len(), 0, "{kind:?}");
    }
    let (model, _) = chain(Script::fails_at_once(Unavailable), Script::new().finished());
    let reply = model.complete(ask("hi"), 1_000).await.unwrap();
    assert_eq!(reply.finish.provider, "builtin", "no text is no answer");
}

#[tokio::test]
async fn a_refusal_is_not_taken_to_the_next() {
    for side in [RefusedSide::Prompt, RefusedSide::Reply] {
        for refuses in [Script::fails_at_once(Refused(side)), Script::new().fails(Refused(side))] {
            let (model, second) = chain(refuses, Script::says("Second."));
            assert_eq!(asked(&model).await, Err(Refused(side)));
            assert_eq!(second.requests().len(), 0);
        }
    }
}

#[tokio::test]
async fn json_is_asked_of_those_that_can() {
    let schema = JsonSchema { name: "x", schema: serde_json::json!({}) };
    let request = || ChatRequest { format: AnswerFormat::Json(schema.clone()), ..ask("hi") };
    let model = FailoverChatModel::new(Arc::new(Companion), vec![scripted([Script::says("[]")])]);
    assert_eq!(model.complete(request(), 100).await.unwrap().text, "[]");
    let (model, _) = chain(Script::fails_at_once(Timeout), Script::fails_at_once(Quota));
    let error = model.complete(request(), 100).await.unwrap_err();
    assert_eq!((error.kind, error.provider.as_deref()), (Timeout, Some("scripted")), "what went wrong first");
    let model = FailoverChatModel::new(Arc::new(Companion), Vec::new());
    assert_eq!(model.complete(request(), 100).await.unwrap_err().kind, Unsupported);
}

#[tokio::test]
async fn whoever_goes_away_stops_the_work() {
    let inner = scripted([Script::new().text("Half").wait(&Gate::new()).finished()]);
    let timed = Arc::new(TimedChatModel::new(inner.clone(), TIMES));
    let model = FailoverChatModel::new(timed, Vec::new());
    let mut pieces = model.stream(ask("hi")).await.unwrap();
    assert!(pieces.next().await.unwrap().is_ok());
    drop(pieces);
    inner.stream_dropped().await;
}
