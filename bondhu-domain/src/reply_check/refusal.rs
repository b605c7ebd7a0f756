//! What is said when a model will not answer.

use crate::safety::response::Voice;

/// The name and version of the text, stored with each reply that has it.
pub const REFUSAL: &str = "refusal-1";

/// A neutral text in place of an answer that a model refused. It blames nobody and leaves the conversation open.
pub const fn refusal(voice: Voice) -> &'static str {
    match voice {
        Voice::English => {
            "I do not have an answer to that. You can put it another way, or tell me what is on your mind."
        }
        Voice::Hindi => "इसका जवाब मेरे पास नहीं है। आप इसे दूसरे शब्दों में कह सकते हैं, या बताइए कि मन में क्या चल रहा है।",
        Voice::Hinglish => {
            "Iska jawab mere paas nahi hai. Aap ise doosre shabdon mein keh sakte hain, ya bataiye ki mann mein kya chal raha hai."
        }
        Voice::Bangla => "এর উত্তর আমার কাছে নেই। কথাটা অন্যভাবে বলতে পারো, বা বলো মনে কী চলছে।",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::reply_check::{Verdict, judge};
    use crate::safety::Tier;

    #[test]
    fn the_text_could_always_be_said() {
        for voice in [Voice::English, Voice::Hindi, Voice::Hinglish, Voice::Bangla] {
            for tier in Tier::ALL {
                assert!(matches!(judge(refusal(voice), tier, 300), Verdict::Keep(_)), "{voice:?} {tier:?}");
            }
        }
    }
}
