//! The five traits.

use std::ops::{Index, IndexMut};

/// A trait of the Big Five.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Trait {
    /// Imagination and interest in ideas.
    Openness,
    /// Order and follow-through.
    Conscientiousness,
    /// Energy from company.
    Extraversion,
    /// Warmth and consideration.
    Agreeableness,
    /// How easily and strongly one is upset. The opposite of emotional stability.
    Neuroticism,
}

impl Trait {
    /// All five, in the order of the interface.
    pub const ALL: [Self; 5] =
        [Self::Openness, Self::Conscientiousness, Self::Extraversion, Self::Agreeableness, Self::Neuroticism];

    /// The wire name.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Openness => "openness",
            Self::Conscientiousness => "conscientiousness",
            Self::Extraversion => "extraversion",
            Self::Agreeableness => "agreeableness",
            Self::Neuroticism => "neuroticism",
        }
    }

    /// The trait with the wire name `name`.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|it| it.as_str() == name)
    }
}

/// A value for each trait.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub struct TraitMap<T>([T; 5]);

impl<T> TraitMap<T> {
    /// With the value that `make` gives to each trait.
    pub fn from_fn(mut make: impl FnMut(Trait) -> T) -> Self {
        Self(Trait::ALL.map(&mut make))
    }

    /// Each trait with its value, in the order of the interface.
    pub fn iter(&self) -> impl Iterator<Item = (Trait, &T)> {
        Trait::ALL.into_iter().zip(&self.0)
    }
}

impl<T> Index<Trait> for TraitMap<T> {
    type Output = T;
    fn index(&self, index: Trait) -> &T {
        &self.0[index as usize]
    }
}

impl<T> IndexMut<Trait> for TraitMap<T> {
    fn index_mut(&mut self, index: Trait) -> &mut T {
        &mut self.0[index as usize]
    }
}
