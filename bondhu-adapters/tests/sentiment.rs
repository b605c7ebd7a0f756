//! Reading sentiment: by the word lists, and with a model that may answer anything.
#![expect(clippy::unwrap_used, reason = "what fails here fails the test")]

use std::sync::Arc;
use std::time::Duration;

use bondhu_adapters::sentiment::lexicon::LexiconAnalyzer;
use bondhu_adapters::sentiment::with_model::LexiconWithModel;
use bondhu_domain::sentiment::{Analyzer, ModelReading, Reading};
use bondhu_ports::chat_model::ChatModelErrorKind;
use bondhu_ports::sentiment::SentimentAnalyzer;
use bondhu_testkit::scripted_chat_model::{Script, ScriptedChatModel};

const TEXT: &str = "the food was fine";

async fn read(script: Script) -> Reading {
    let model = Arc::new(ScriptedChatModel::new([script]));
    LexiconWithModel::new(model, Duration::from_mins(1)).analyze(TEXT).await.unwrap()
}

#[tokio::test]
async fn the_lists_read_as_the_domain_does() {
    let reading = LexiconAnalyzer.analyze("yaar bahut maza aaya").await;
    assert_eq!(reading, Analyzer::shared().score("yaar bahut maza aaya"));
    assert!(LexiconAnalyzer.analyze("?!").await.is_none());
}

#[tokio::test]
async fn an_opinion_moves_the_reading() {
    let alone = Analyzer::shared().score(TEXT).unwrap();
    let both = read(Script::says("```json\n{\"valence\": -0.9, \"sd\": 0.1}\n```")).await;
    assert!(both.valence < alone.valence);
    assert_eq!(both.parts.model, Some(ModelReading { valence: -0.9, sd: 0.1 }));
}

#[tokio::test]
async fn whatever_goes_wrong_the_lists_decide() {
    let alone = Analyzer::shared().score(TEXT).unwrap();
    for script in [
        Script::says("I would say it is positive."),
        Script::says("{\"valence\": 7, \"sd\": 0.1}"),
        Script::says("{\"valence\": 0.5}"),
        Script::says("} {"),
        Script::says(&"x".repeat(2_000)),
        Script::fails_at_once(ChatModelErrorKind::Unavailable),
    ] {
        assert_eq!(read(script).await, alone);
    }
}
