-- What was last learnt from a source is looked up before anything more is learnt from it.
CREATE INDEX personality_ledger_of_source ON personality_ledger (user_id, source, id);
