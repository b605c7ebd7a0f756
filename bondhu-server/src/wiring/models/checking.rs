//! Asks each provider of the chain for its models and says what it saw.

use std::sync::Arc;
use std::time::Duration;

use bondhu_adapters::system_clock::SystemClock;
use bondhu_ports::chat_model::{ChatModel, ChatModelError, ChatModelErrorKind};
use bondhu_ports::clock::Clock;
use bondhu_ports::error::BoxError;
use tokio::time::timeout;

use super::keys;
use crate::config::{LlmProvider, Settings};

/// Longer than a list of models takes anybody.
const CHECK_TIMEOUT: Duration = Duration::from_secs(10);
/// So many names are told where the configured one is not among them.
const NAMES_TOLD: usize = 12;

/// What was seen of one key of one provider.
pub struct ModelFinding {
    /// The setting that it is about.
    pub setting: &'static str,
    /// What is well, or what is not.
    pub result: Result<String, BoxError>,
}

/// Asks the providers that the settings name, in the order of the chain.
pub async fn check_models(settings: &Settings) -> Vec<ModelFinding> {
    let clock: Arc<dyn Clock> = Arc::new(SystemClock);
    let mut findings = Vec::new();
    for provider in &settings.llm.chain {
        match keys(settings, *provider, &clock) {
            Ok(keys) => {
                let of = keys.len();
                for (index, key) in keys.iter().enumerate() {
                    let result = check(settings, *provider, &**key).await;
                    findings.push(result.numbered(index + 1, of));
                }
            }
            Err(error) => findings.push(ModelFinding { setting: "llm.chain", result: Err(error) }),
        }
    }
    findings.push(ModelFinding {
        setting: "llm.chain",
        result: Ok("the built-in companion answers when no other does".to_owned()),
    });
    findings
}

async fn check(settings: &Settings, provider: LlmProvider, model: &dyn ChatModel) -> ModelFinding {
    let (name, wanted) = match provider {
        LlmProvider::Gemini => ("llm.gemini.model", settings.llm.gemini.model.as_str()),
        LlmProvider::OpenAi => ("llm.openai.model", settings.llm.openai.model.as_deref().unwrap_or_default()),
        LlmProvider::Builtin => ("llm.chain", ""),
    };
    let listed = match timeout(CHECK_TIMEOUT, model.models()).await {
        Ok(listed) => listed,
        Err(_) => Err(ChatModelErrorKind::Timeout.into()),
    };
    match listed {
        Ok(models) if models.iter().any(|model| is(model, wanted)) => ModelFinding {
            setting: name,
            result: Ok(format!(
                "{} answers; {wanted} is one of its {} models",
                model.provider(),
                models.len()
            )),
        },
        Ok(models) => ModelFinding { setting: name, result: Err(absent(wanted, &models).into()) },
        Err(error) => ModelFinding { setting: blamed(provider, &error), result: Err(error.into()) },
    }
}

/// Ollama calls a model without a tag by its tag `latest`.
fn is(listed: &str, wanted: &str) -> bool {
    listed == wanted || listed.strip_suffix(":latest") == Some(wanted)
}

fn absent(wanted: &str, models: &[String]) -> String {
    let told: Vec<&str> = models.iter().take(NAMES_TOLD).map(String::as_str).collect();
    let more = if models.len() > NAMES_TOLD { ", …" } else { "" };
    format!("{wanted} is not offered; offered: {}{more}", told.join(", "))
}

/// Which setting an operator would change.
const fn blamed(provider: LlmProvider, error: &ChatModelError) -> &'static str {
    let of_the_key = match error.kind {
        ChatModelErrorKind::Unauthorized | ChatModelErrorKind::Quota | ChatModelErrorKind::RateLimited(_) => {
            true
        }
        ChatModelErrorKind::Refused(_)
        | ChatModelErrorKind::Unavailable
        | ChatModelErrorKind::Truncated
        | ChatModelErrorKind::Malformed
        | ChatModelErrorKind::Unsupported
        | ChatModelErrorKind::Timeout => false,
    };
    match (provider, of_the_key) {
        (LlmProvider::Gemini, true) => "llm.gemini.api_key",
        (LlmProvider::Gemini, false) => "llm.gemini.base_url",
        (LlmProvider::OpenAi, true) => "llm.openai.api_key",
        (LlmProvider::OpenAi, false) => "llm.openai.base_url",
        (LlmProvider::Builtin, _) => "llm.chain",
    }
}

impl ModelFinding {
    /// Says which key it is about where there are several.
    fn numbered(self, number: usize, of: usize) -> Self {
        if of < 2 {
            return self;
        }
        let result = match self.result {
            Ok(found) => Ok(format!("key {number} of {of}: {found}")),
            Err(source) => Err(Box::new(OfKey { number, of, source }) as BoxError),
        };
        Self { result, ..self }
    }
}

/// What is wrong with one of several keys.
#[derive(Debug, thiserror::Error)]
#[error("key {number} of {of}")]
struct OfKey {
    number: usize,
    of: usize,
    source: BoxError,
}
