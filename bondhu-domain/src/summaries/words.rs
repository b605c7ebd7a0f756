//! Words that carry no topic: English, Hindi and Bangla, also as they are typed in Latin letters. Of own making, from
//! the closed classes of each language (pronouns, particles, auxiliaries, conjunctions) and the commonest fillers.

use std::collections::BTreeSet;
use std::sync::LazyLock;

/// Whether a lower-case word says nothing about what a text is about.
pub(super) fn is_filler(word: &str) -> bool {
    static KNOWN: LazyLock<BTreeSet<&str>> = LazyLock::new(|| FILLERS.split_ascii_whitespace().collect());
    KNOWN.contains(word)
}

const FILLERS: &str = "
a about above actually after again against all almost alone along already also although always am among an and another any
anyone anything are aren't around as ask at away back be became because been before being below between both but by came
can can't cannot come could couldn't did didn't do does doesn't doing don't done down during each either else enough even
ever every everyone everything feel feeling few for from get gets getting give go goes going gonna good got had hadn't
has hasn't have haven't having he he's hello her here hers herself hey hi him himself his how i i'd i'll i'm i've if im in
into is isn't it it's its itself just keep kind know last later least less let like little long look lot lots made make
makes many maybe me mean might mine more most much must my myself need never new next no nobody none nor not nothing now of
off often oh ok okay on once one only or other others our ours out over own perhaps please pretty quite rather really right
said same say saying see seem she should shouldn't since so some someone something sometimes soon still such sure take
tell than thank thanks that that's the their theirs them themselves then there there's these they they're thing things
think this those though thought through time to today together told tomorrow tonight too took toward tried try trying two
under until up upon us use used very want wants was wasn't way we we're well went were weren't what what's when where
whether which while who whole whom whose why will with within without won't would wouldn't yeah yes yesterday yet you
you're your yours yourself
aap aaj aap ab abhi agar aise aisa apna apne apni aur bahut bas bhi bhai bohot ek haan hai hain hi ho hoga hota hoti hu
hum hun hua hui iss isse jab jaise jo ka kab kaha kaise kal kar karna karo karta karti karte ke ki kisi kiya ko koi kuch
kya kyu kyun lag lekin liye magar main mai maine matlab me mein mera mere meri mujhe mujhko na nahi nahin ne par phir raha
rahe rahi sab se sirf tab tha the thi thik thoda to toh tu tum tumhara us usse wala wale wo woh ya yaar yah ye yeh
ache achhe ami amar amake amra apni ar ache ba bole bolo chai chhilo chilo ei ekta eta gulo hobe holo hoy jan jani jabo
jodi jonno keno kichu ki kintu kon kore korchi korbo korte lagche mone na ne nei niye o onek or ota pare pari shob shudhu
tahole tai tar tara te theke tomar tomake tumi tui
और का की के को में से पर है हैं था थी थे हो हूँ हूं मैं मैंने मुझे मेरा मेरी मेरे तुम आप वह वो यह ये यहाँ वहाँ जो कि भी ही तो नहीं न क्या क्यों कैसे कब कहाँ
कुछ कोई बहुत एक अब आज कल फिर लेकिन अगर या तक साथ लिए रहा रही रहे कर करना किया गया गई हुआ हुई सब बस
আমি আমার আমাকে আমরা তুমি তোমার তোমাকে আপনি আপনার সে তার তাকে তারা এটা ওটা এই ওই একটা একটি এবং আর ও কিন্তু যে যা কি কী কেন কেমন কবে
কোথায় না নেই হয় হবে হলো ছিল আছে করে করি করছি করব করতে করা থেকে জন্য সাথে সঙ্গে খুব অনেক কিছু সব শুধু আজ কাল এখন তখন তো যদি তাহলে মনে";
