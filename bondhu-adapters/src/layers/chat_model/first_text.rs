//! Waiting for the first text: until then nothing was shown, and another answer can still take the place of this one.

use bondhu_ports::chat_model::{
    ChatModel, ChatModelError, ChatModelErrorKind, ChatPiece, ChatRequest, ChatStream,
};
use futures::{StreamExt, stream};

/// Asks, and waits for the first text. The stream begins with it.
pub(super) async fn until_first_text(
    model: &dyn ChatModel,
    request: ChatRequest,
) -> Result<ChatStream, ChatModelError> {
    let mut pieces = model.stream(request).await?;
    loop {
        match pieces.next().await {
            Some(Ok(ChatPiece::Text(text))) if text.is_empty() => {}
            Some(Ok(ChatPiece::Text(text))) => {
                return Ok(stream::iter([Ok(ChatPiece::Text(text))]).chain(pieces).boxed());
            }
            Some(Ok(ChatPiece::Finished(_))) => {
                return Err(ChatModelError::new(ChatModelErrorKind::Malformed).because("there is no text"));
            }
            Some(Err(error)) => return Err(error),
            None => return Err(ChatModelErrorKind::Unavailable.into()),
        }
    }
}
