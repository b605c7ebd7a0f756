//! What Bondhu says by itself.

use bondhu_domain::messages::Message;
use bondhu_domain::safety::response::{Voice, check_in, respond};
use bondhu_domain::users::User;

use super::care::{Care, place};

/// What Bondhu says by itself to a message that gives reason for care, or when it is time to ask how somebody is. No model
/// is asked then: nothing that it could add is worth the risk.
pub(super) fn care_text(account: &User, message: &Message, care: &Care) -> Option<String> {
    let voice = Voice::of(&message.text, account.language);
    let minor = account.may_be_minor(message.created_at);
    let place = place(account);
    if care.check_in_due {
        return Some(check_in(place, voice).text);
    }
    respond(&care.assessment, place, voice, minor).map(|response| response.text)
}

/// The rules' name and version, stored with each text of care.
pub(super) const CARE: &str = "safety-1";
