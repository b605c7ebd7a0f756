//! What a section of the settings is, and the declaration that makes one.

use super::reader::Reader;

/// One setting as it is documented and looked up.
#[derive(Clone, Debug)]
pub struct Setting {
    /// The full key, such as `cache.ttl.history`.
    pub key: &'static str,
    /// The default as one would write it; empty for none.
    pub default: &'static str,
    /// What it sets, in sentences.
    pub doc: String,
    /// What values it takes.
    pub kind: String,
    /// Whether its value is never shown, and may be given as the file of `KEY_file`.
    pub secret: bool,
}

/// The settings directly in one section.
#[derive(Clone, Debug)]
pub struct Table {
    /// The section's key, such as `cache.ttl`; empty for the whole.
    pub key: &'static str,
    /// What the section is about.
    pub doc: String,
    /// Its settings in order.
    pub settings: Vec<Setting>,
}

/// A typed section. Implemented by `section!` alone.
pub trait Section: Sized {
    /// Adds the section's table and those nested in it.
    fn describe(tables: &mut Vec<Table>);

    /// Reads every setting of the section and only then gives up on mistakes, so that all of them are told.
    fn read(reader: &mut Reader<'_>) -> Option<Self>;
}

/// Lines of a doc comment as one text.
pub fn prose(lines: &[&str]) -> String {
    lines.iter().map(|line| line.trim()).collect::<Vec<_>>().join(" ").trim().to_owned()
}

/// Declares a section: `field: Type = kind, "default"[, secret];`, then sections nested in it, then a check of the
/// settings against each other (`fn(&Self) -> Vec<(key, what is wrong)>`).
macro_rules! section {
    (
        $(#[doc = $section_doc:literal])+
        pub struct $name:ident: $section:literal {
            $(
                $(#[doc = $doc:literal])+
                $field:ident: $type:ty = $kind:expr, $default:literal $(, $secret:ident)?;
            )*
        }
        $(nested { $($nested:ident: $nested_type:ty),+ $(,)? })?
        $(check $check:path;)?
    ) => {
        $(#[doc = $section_doc])+
        #[derive(Clone, Debug)]
        pub struct $name {
            $($(#[doc = $doc])+ pub $field: $type,)*
            $($(
                #[doc = concat!("The section `", stringify!($nested), "`.")]
                pub $nested: $nested_type,
            )+)?
        }

        impl $crate::config::section::Section for $name {
            fn describe(tables: &mut Vec<$crate::config::section::Table>) {
                use $crate::config::section::{Table, prose};
                tables.push(Table {
                    key: $section,
                    doc: prose(&[$($section_doc),+]),
                    settings: vec![$($crate::config::section::Setting {
                        key: concat!($section, ".", stringify!($field)),
                        default: $default,
                        doc: prose(&[$($doc),+]),
                        kind: $crate::config::kinds::Kind::describe(&$kind),
                        secret: $crate::config::section::section!(@is_secret $($secret)?),
                    }),*],
                });
                $($(<$nested_type as $crate::config::section::Section>::describe(tables);)+)?
            }

            fn read(reader: &mut $crate::config::reader::Reader<'_>) -> Option<Self> {
                $(
                    let key = concat!($section, ".", stringify!($field));
                    let $field = $crate::config::section::section!(
                        @get reader, key, $default, $kind $(, $secret)?
                    );
                )*
                $($(let $nested = <$nested_type as $crate::config::section::Section>::read(reader);)+)?
                let read = Self { $($field: $field?,)* $($($nested: $nested?,)+)? };
                $(reader.complain($check(&read));)?
                Some(read)
            }
        }
    };
    (@is_secret) => { false };
    (@is_secret secret) => { true };
    (@get $reader:ident, $key:ident, $default:literal, $kind:expr) => { $reader.get($key, $default, &$kind) };
    (@get $reader:ident, $key:ident, $default:literal, $kind:expr, secret) => {
        $reader.get_secret($key, $default, &$kind)
    };
}

pub(in crate::config) use section;
