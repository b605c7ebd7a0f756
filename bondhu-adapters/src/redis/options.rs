//! Where the server is and how it is spoken to.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use fred::types::Builder;
use fred::types::config::{
    Config, ReconnectPolicy, ServerConfig, TlsConfig, TlsConnector, UnresponsiveConfig,
};
use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject;
use secrecy::{ExposeSecret, SecretString};

use super::error::{RedisError, RedisErrorKind};

/// Where the server is and how it is spoken to.
#[derive(Clone, Debug)]
pub struct RedisOptions {
    /// `redis://` or `rediss://`, also with `-sentinel` or `-cluster`, with user name and password if need be.
    pub url: SecretString,
    /// A PEM file of the certificates that may have signed the server's; without it, those the machine trusts.
    pub ca_file: Option<PathBuf>,
    /// Connections beside the one that listens; at least 1.
    pub connections: usize,
    /// How long a command may take before it fails.
    pub command_timeout: Duration,
    /// How long making a connection may take.
    pub connect_timeout: Duration,
    /// What every key and channel begins with; empty when nobody else uses the server.
    pub prefix: String,
}

impl RedisOptions {
    /// The usual options for a URL: three connections, two seconds for a command, three for a connection.
    pub fn at(url: impl Into<SecretString>) -> Self {
        Self {
            url: url.into(),
            ca_file: None,
            connections: 3,
            command_timeout: Duration::from_secs(2),
            connect_timeout: Duration::from_secs(3),
            prefix: String::new(),
        }
    }

    /// Clients as these options say. With `patient`, a client goes on trying to connect for ever.
    pub(super) fn builder(&self, patient: bool) -> Result<Builder, RedisError> {
        // The client's own complaint may quote the URL.
        let mut config =
            Config::from_url(self.url.expose_secret()).map_err(|_| RedisError::bare(RedisErrorKind::Url))?;
        config.fail_fast = !patient;
        if let Some(path) = &self.ca_file {
            if config.tls.is_none() {
                return Err(RedisError::new(
                    RedisErrorKind::Url,
                    "trusted certificates need a rediss:// URL",
                ));
            }
            config.tls = Some(trusting(path)?);
        }
        let mut builder = Builder::from_config(config);
        if patient {
            builder.set_policy(ReconnectPolicy::new_exponential(0, 50, 1_000, 2));
        }
        builder.with_performance_config(|performance| {
            performance.default_command_timeout = self.command_timeout;
            performance.broadcast_channel_capacity = 1_024;
        });
        builder.with_connection_config(|connection| {
            connection.connection_timeout = self.connect_timeout;
            connection.internal_command_timeout = self.connect_timeout;
            // Nothing here may be done twice without anybody knowing.
            connection.max_command_attempts = 1;
            // Beyond it commands fail at once instead of waiting in memory.
            connection.max_command_buffer_len = 10_000;
            connection.tcp.nodelay = Some(true);
            // A connection that is silent while answers are due is given up: idle ones are cut on the way.
            connection.unresponsive = UnresponsiveConfig {
                max_timeout: Some(2 * self.command_timeout),
                interval: Duration::from_secs(1),
            };
        });
        Ok(builder)
    }

    /// Whether the URL is that of a cluster.
    pub(super) fn is_cluster(builder: &Builder) -> bool {
        builder.get_config().is_some_and(|config| matches!(config.server, ServerConfig::Clustered { .. }))
    }
}

fn trusting(path: &Path) -> Result<TlsConfig, RedisError> {
    let unusable = |error: &dyn std::fmt::Display| {
        RedisError::new(RedisErrorKind::Certificates, format!("{}: {error}", path.display()))
    };
    let mut roots = rustls::RootCertStore::empty();
    for certificate in CertificateDer::pem_file_iter(path).map_err(|error| unusable(&error))? {
        let certificate = certificate.map_err(|error| unusable(&error))?;
        roots.add(certificate).map_err(|error| unusable(&error))?;
    }
    if roots.is_empty() {
        return Err(unusable(&"there is no certificate in it"));
    }
    let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
    let tls = rustls::ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .map_err(|error| RedisError::new(RedisErrorKind::Tls, error))?
        .with_root_certificates(roots)
        .with_no_client_auth();
    Ok(TlsConnector::from(tls).into())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kind(url: &str, ca_file: Option<&str>) -> Result<(), RedisErrorKind> {
        let options = RedisOptions { ca_file: ca_file.map(PathBuf::from), ..RedisOptions::at(url) };
        options.builder(true).map(drop).map_err(|error| error.kind())
    }

    #[test]
    fn every_kind_of_server_is_taken() {
        for url in [
            "redis://localhost",
            "rediss://user:pass@cache.example:6380/2",
            "redis-sentinel://a.example:26379/0?sentinelServiceName=main&node=b.example:26379",
            "rediss-cluster://:pass@a.example:7001?node=b.example:7002",
        ] {
            assert_eq!(kind(url, None), Ok(()), "{url}");
        }
    }

    #[test]
    fn what_is_wrong_is_told_without_the_url() {
        assert_eq!(kind("redis://host:port", None), Err(RedisErrorKind::Url));
        assert_eq!(kind("redis://localhost", Some("ca.pem")), Err(RedisErrorKind::Url));
        assert_eq!(
            kind("rediss://localhost", Some("/does/not/exist.pem")),
            Err(RedisErrorKind::Certificates)
        );
        let error = RedisOptions::at("redis://:hunter2@host:port").builder(true).unwrap_err();
        assert!(!format!("{error:?}").contains("hunter2"));
    }
}
