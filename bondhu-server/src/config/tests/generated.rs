//! The generated files: current, and true.

use super::*;

/// `BONDHU_TEST_UPDATE_DOCS=1` writes the files instead.
#[test]
fn generated_files_are_current() {
    let root = PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/.."));
    let update = std::env::var_os("BONDHU_TEST_UPDATE_DOCS").is_some();
    for (path, text) in [("docs/configuration.md", markdown()), (".env.example", env_example())] {
        if update {
            fs::write(root.join(path), &text).unwrap();
        }
        let committed = fs::read_to_string(root.join(path)).unwrap_or_default();
        assert_eq!(committed, text, "{path} is stale: run this test with BONDHU_TEST_UPDATE_DOCS=1");
    }
}

#[test]
fn every_line_of_the_example_is_the_setting_it_names() {
    let example = env_example().replace("# BONDHU_", "BONDHU_");
    let variables: Vec<_> = example
        .lines()
        .filter_map(|line| line.split_once('='))
        .filter(|(name, _)| name.starts_with("BONDHU_"))
        .collect();
    assert!(variables.len() >= all_settings().len());
    let settings = Given::nothing().env(&variables).settings();
    assert_eq!(format!("{settings:?}"), format!("{:?}", Given::nothing().settings()));
}
