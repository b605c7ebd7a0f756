-- The civil day to which a scored message belongs, decided when it was scored.
ALTER TABLE chat_messages ADD COLUMN mood_date date;
CREATE INDEX chat_messages_scored ON chat_messages (user_id, mood_date, created_at) WHERE mood_date IS NOT NULL;
