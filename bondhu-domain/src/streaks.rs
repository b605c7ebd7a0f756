//! Streaks (being written).
