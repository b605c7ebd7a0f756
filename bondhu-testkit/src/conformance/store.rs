//! What every `Store` does: transactions, and one module for each noun.

pub mod achievements;
pub mod activity_days;
pub mod auth_tokens;
pub mod care;
pub mod chat_summaries;
pub mod facts;
pub mod history;
pub mod idempotency;
pub mod job_outbox;
pub mod messages;
pub mod personality;
pub mod reactions;
pub mod search;
pub mod sessions;
pub mod stats;
pub mod transactions;
pub mod users;

mod fixtures;
mod rows;

/// Runs the suite on a store. Takes the name of an async function `() -> (Arc<dyn Store>, impl Sized)`: a fresh, empty
/// store and a guard that is kept until the scenario ends.
#[macro_export]
macro_rules! store_conformance {
    ($make:ident) => {
        $crate::__scenarios!(
            $make,
            store_transactions,
            [store::transactions],
            a_fresh_store_answers,
            writes_are_visible_to_others_after_the_commit,
            a_dropped_unit_leaves_the_store_as_it_was,
            a_dropped_removal_brings_everything_back,
            a_dropped_unit_lets_the_next_begin,
            a_conflict_does_not_stand_in_the_way,
            fifty_writers_lose_no_count,
            fifty_writers_keep_the_order_of_a_chat,
            many_devices_open_one_session,
            a_reader_sees_one_state,
            a_reader_waits_for_no_writer,
            a_write_in_a_reader_fails,
            a_reader_may_commit,
        );
        $crate::__scenarios!(
            $make,
            store_users,
            [store::users],
            every_field_comes_back,
            extreme_values_come_back,
            nobody_is_absent,
            an_address_finds_its_person,
            an_address_in_use_is_a_conflict,
            an_identity_in_use_is_a_conflict,
            one_of_many_gets_the_address,
            several_may_have_no_address,
            issuer_and_subject_identify_together,
            an_external_person_has_no_password,
            a_password_hash_is_replaced,
            an_update_writes_every_field,
            an_update_respects_addresses,
            a_removal_takes_everything,
            a_removed_persons_rows_do_not_come_back,
            a_removed_address_is_free,
        );
        $crate::__scenarios!(
            $make,
            store_auth_tokens,
            [store::auth_tokens],
            a_token_is_found_by_its_hash,
            a_token_expires_to_the_microsecond,
            tokens_that_do_not_fit_are_conflicts,
            revoking_takes_one,
            revoking_all_takes_one_persons,
            a_purge_takes_what_expired_before,
            a_sign_in_is_told_as_it_is_committed,
        );
        $crate::__scenarios!(
            $make,
            store_sessions,
            [store::sessions],
            every_field_comes_back,
            saving_again_replaces,
            the_open_session_is_the_latest,
            else_the_one_that_began_last,
            a_second_open_session_is_a_conflict,
            end_and_begin_in_one_unit,
            somebody_elses_session_is_absent,
            pages_hold_every_session_once,
            idle_sessions_are_found,
            idleness_follows_activity,
        );
        $crate::__scenarios!(
            $make,
            store_messages,
            [store::messages],
            texts_come_back_to_the_character,
            every_field_comes_back,
            every_score_comes_back,
            instants_come_back_to_the_microsecond,
            the_same_id_twice_is_a_conflict,
            dangling_messages_are_conflicts,
            a_reply_is_found_by_its_question,
            a_second_reply_is_a_conflict,
            the_newest_instant_is_of_either_side,
            counts_hold_both_sides,
            counts_since_include_the_instant,
            somebody_elses_messages_are_absent,
        );
        $crate::__scenarios!(
            $make,
            store_history,
            [store::history],
            a_page_is_the_newest_oldest_first,
            an_empty_chat_has_empty_pages,
            a_page_before_a_message_excludes_it,
            paging_back_gives_every_message_once,
            an_offset_skips_the_newest,
            an_offset_counts_from_before,
            a_page_of_a_session_holds_only_its_messages,
            equal_texts_are_different_messages,
            microseconds_decide_the_order,
            paging_forward_gives_every_message_once,
            everything_read_carries_its_reactions,
        );
        $crate::__scenarios!(
            $make,
            store_search,
            [store::search],
            the_table_of_cases,
            parts_of_long_queries_are_found,
            every_filter_narrows,
            the_newest_come_first_and_no_more_than_asked_for,
            somebody_elses_messages_are_never_found,
            a_removed_persons_messages_are_never_found,
            a_message_is_findable_if_its_unit_commits,
            what_is_found_is_read_in_the_order_asked_for,
        );
        $crate::__scenarios!(
            $make,
            store_reactions,
            [store::reactions],
            reactions_are_ordered_by_time,
            a_replay_changes_nothing,
            skin_tones_differ,
            taking_off_takes_one,
            a_reaction_to_nothing_is_a_conflict,
            somebody_elses_message_is_out_of_reach,
        );
        $crate::__scenarios!(
            $make,
            store_activity_days,
            [store::activity_days],
            every_field_comes_back,
            saving_again_replaces,
            days_come_oldest_first,
            what_is_not_there_is_absent,
            days_belong_to_one_person,
        );
        $crate::__scenarios!(
            $make,
            store_stats,
            [store::stats],
            counters_begin_at_zero,
            saving_replaces_all,
            counters_belong_to_one_person,
        );
        $crate::__scenarios!(
            $make,
            store_achievements,
            [store::achievements],
            achievements_come_in_the_order_of_unlocking,
            the_first_time_is_kept,
            achievements_belong_to_one_person,
        );
        $crate::__scenarios!(
            $make,
            store_care,
            [store::care],
            a_mood_comes_back_with_its_message,
            only_own_messages_get_a_mood,
            scored_messages_are_found_by_time_and_by_day,
            mood_days_come_back_in_order,
            check_ins_come_back_in_order,
            an_insight_replaces_the_one_before,
            active_people_are_found_in_pages,
            safety_events_come_back_in_order,
            safety_events_are_counted_over_everybody,
            a_removal_takes_moods_and_events,
        );
        $crate::__scenarios!(
            $make,
            store_personality,
            [store::personality],
            takings_come_back_in_order,
            a_ledger_comes_back_to_the_bit,
            the_newest_of_a_source_is_found,
            what_was_seen_once_counts_once,
            traits_are_replaced_as_a_whole,
            profiles_belong_to_one_person,
            a_removal_takes_profiles,
        );
        $crate::__scenarios!(
            $make,
            store_facts,
            [store::facts],
            every_field_comes_back,
            facts_are_replaced_and_removed,
            a_fact_has_a_source,
            facts_belong_to_one_person,
            a_removal_takes_facts,
        );
        $crate::__scenarios!(
            $make,
            store_idempotency,
            [store::idempotency],
            every_record_comes_back,
            saving_again_replaces,
            keys_are_told_apart,
            keys_belong_to_one_person,
            forgetting_takes_one_key,
            a_purge_forgets_what_was_seen_before,
        );
        $crate::__scenarios!(
            $make,
            store_chat_summaries,
            [store::chat_summaries],
            every_field_comes_back,
            saving_again_replaces,
            the_newest_come_first,
            summaries_belong_to_one_person,
            older_talk_is_one_for_each_person,
        );
        $crate::__scenarios!(
            $make,
            store_job_outbox,
            [store::job_outbox],
            one_job_waits_for_each_key,
            the_holder_of_a_key_is_known,
            jobs_without_a_key_all_wait,
            a_dropped_unit_leaves_its_key_free,
            a_persons_unit_can_enqueue,
            jobs_that_do_not_fit_are_conflicts,
        );
    };
}
