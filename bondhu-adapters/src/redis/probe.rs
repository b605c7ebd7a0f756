//! One connection and one question, to tell an operator what is wrong.

use fred::error::Error;
use fred::interfaces::ClientLike;
use tokio::time::timeout;

use super::error::{RedisError, RedisErrorKind};
use super::options::RedisOptions;

/// Connects, asks, and says what went wrong.
pub(super) async fn probe(options: &RedisOptions) -> Result<(), RedisError> {
    let client = options.builder(false)?.build()?;
    let answer = timeout(options.connect_timeout + options.command_timeout, async {
        let connection = client.init().await?;
        client.ping::<()>(None).await?;
        client.quit().await?;
        drop(connection);
        Ok::<(), Error>(())
    });
    match answer.await {
        Ok(answer) => Ok(answer?),
        Err(elapsed) => Err(RedisError::new(RedisErrorKind::Unreachable, elapsed)),
    }
}
