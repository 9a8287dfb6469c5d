import java.io.FileReader;
import java.io.FileWriter;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.Provider;
import java.security.Security;
import java.security.cert.Certificate;
import java.security.cert.TrustAnchor;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.logging.LogManager;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.ExtensionsGenerator;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.est.CSRRequestResponse;
import org.bouncycastle.est.ESTAuth;
import org.bouncycastle.est.ESTException;
import org.bouncycastle.est.ESTService;
import org.bouncycastle.est.EnrollmentResponse;
import org.bouncycastle.est.HttpAuth;
import org.bouncycastle.est.jcajce.ChannelBindingProvider;
import org.bouncycastle.est.jcajce.JcaJceUtils;
import org.bouncycastle.est.jcajce.JsseESTServiceBuilder;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.bouncycastle.jsse.BCSSLSocket;
import org.bouncycastle.jsse.provider.BouncyCastleJsseProvider;
import org.bouncycastle.openssl.PEMParser;
import org.bouncycastle.openssl.jcajce.JcaPEMKeyConverter;
import org.bouncycastle.operator.ContentSigner;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.bouncycastle.pkcs.PKCS10CertificationRequestBuilder;
import org.bouncycastle.pkcs.jcajce.JcaPKCS10CertificationRequestBuilder;
import org.bouncycastle.util.io.pem.PemObject;
import org.bouncycastle.util.io.pem.PemWriter;

/**
 * A command around the EST client of Bouncy Castle, which does everything that EST is: requests, their encoding, TLS,
 * HTTP and the reading of answers.
 *
 * <pre>java -cp JARS:CLASSES EstPeer cacerts|csrattrs|enroll|reenroll|serverkeygen name=value...</pre>
 *
 * <ul>
 * <li>server=HOST:PORT, label=LABEL, anchors=PEM, provider=BCJSSE|SunJSSE (whose TLS), tls=TLSv1.2|TLSv1.3
 * <li>certificate=PEM and key=PEM: who it is towards TLS
 * <li>basic=USER:PASSWORD
 * <li>subject=NAME, dns=NAME: what it asks for
 * <li>bound=yes: proves possession over this connection by tls-unique, which TLS 1.3 does not have
 * <li>out=PEM: where certificates go, and next to it, in NAME.key, the key
 * </ul>
 *
 * Ends with 0, or with 1 and what the library says on standard error.
 */
public final class EstPeer {
  private final Map<String, String> options = new HashMap<>();
  private final Provider provider;

  private EstPeer(String[] words) {
    for (int index = 1; index < words.length; index++) {
      String[] pair = words[index].split("=", 2);
      options.put(pair[0], pair[1]);
    }
    Security.addProvider(new BouncyCastleProvider());
    provider = "SunJSSE".equals(options.get("provider"))
        ? Security.getProvider("SunJSSE")
        : new BouncyCastleJsseProvider("BC");
  }

  public static void main(String[] words) throws Exception {
    LogManager.getLogManager().reset();
    try {
      new EstPeer(words).run(words[0]);
    } catch (ESTException refusal) {
      System.err.println(refusal.getMessage());
      System.err.println(new String(refusal.getBody().readAllBytes(), StandardCharsets.UTF_8));
      for (Throwable cause = refusal.getCause(); cause != null; cause = cause.getCause()) System.err.println(cause);
      System.exit(1);
    }
  }

  private void run(String operation) throws Exception {
    ESTService service = service();
    switch (operation) {
      case "cacerts" -> writeCertificates(ESTService.storeToArray(service.getCACerts().getCertificateStore()));
      case "csrattrs" -> printAttributes(service.getCSRAttributes());
      case "enroll", "reenroll" -> enroll(service, operation.equals("reenroll"));
      case "serverkeygen" -> {
        KeyPair unused = newKeys();
        finish(service, service.simpleEnrollWithServersideCreation(
            request(unused).build(signer(unused)), credentials()));
      }
      default -> throw new IllegalArgumentException(operation);
    }
  }

  private ESTService service() throws Exception {
    X509Certificate anchor = certificate(options.get("anchors"));
    JsseESTServiceBuilder builder = new JsseESTServiceBuilder(
        options.get("server"),
        JcaJceUtils.getCertPathTrustManager(Set.of(new TrustAnchor(anchor, null)), null));
    builder.withProvider(provider).withTLSVersion(options.getOrDefault("tls", "TLS")).withTimeout(15_000);
    builder.withKeyManagers(identity()).withChannelBindingProvider(new Binding());
    if (options.containsKey("label")) builder.withLabel(options.get("label"));
    return builder.build();
  }

  private KeyManager[] identity() throws Exception {
    if (!options.containsKey("certificate")) return null;
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(null, null);
    Certificate[] chain = {certificate(options.get("certificate"))};
    store.setKeyEntry("device", key(options.get("key")), new char[0], chain);
    KeyManagerFactory factory = KeyManagerFactory.getInstance("PKIX", provider);
    factory.init(store, new char[0]);
    return factory.getKeyManagers();
  }

  /** What the JDK's TLS does not tell, Bouncy Castle's does. */
  private static final class Binding implements ChannelBindingProvider {
    @Override
    public boolean canAccessChannelBinding(Socket socket) {
      return socket instanceof BCSSLSocket;
    }

    @Override
    public byte[] getChannelBinding(Socket socket, String binding) {
      return ((BCSSLSocket) socket).getConnection().getChannelBinding(binding);
    }
  }

  private ESTAuth credentials() {
    if (!options.containsKey("basic")) return null;
    String[] pair = options.get("basic").split(":", 2);
    return new HttpAuth(pair[0], pair[1].toCharArray());
  }

  private void enroll(ESTService service, boolean again) throws Exception {
    KeyPair keys = newKeys();
    PKCS10CertificationRequestBuilder request = request(keys);
    EnrollmentResponse response = options.containsKey("bound")
        ? service.simpleEnrollPoP(again, request, signer(keys), credentials())
        : service.simpleEnroll(again, request.build(signer(keys)), credentials());
    writeKey(keys.getPrivate().getEncoded());
    finish(service, response);
  }

  /** Comes back once if it is told to, when it is told to. */
  private void finish(ESTService service, EnrollmentResponse first) throws Exception {
    EnrollmentResponse response = first;
    if (!first.isCompleted()) {
      long wait = first.getNotBefore() - System.currentTimeMillis();
      System.out.println("deferred by " + wait + " ms");
      if (wait > 5_000) return;
      Thread.sleep(wait + 1);
      response = service.simpleEnroll(first);
    }
    PrivateKeyInfo made = response.getPrivateKeyInfo();
    if (made != null) writeKey(made.getEncoded());
    writeCertificates(ESTService.storeToArray(response.getStore()));
  }

  private static void printAttributes(CSRRequestResponse response) throws IOException {
    if (!response.hasAttributesResponse()) {
      System.out.println("none");
      return;
    }
    Collection<ASN1ObjectIdentifier> wanted = response.getAttributesResponse().getRequirements();
    Set<String> lines = new TreeSet<>();
    for (ASN1ObjectIdentifier oid : wanted) {
      lines.add(oid + (response.getAttributesResponse().isAttribute(oid) ? " with values" : ""));
    }
    lines.forEach(System.out::println);
  }

  private PKCS10CertificationRequestBuilder request(KeyPair keys) throws IOException {
    PKCS10CertificationRequestBuilder builder = new JcaPKCS10CertificationRequestBuilder(
        new X500Name(options.getOrDefault("subject", "CN=SN-0001")), keys.getPublic());
    if (options.containsKey("dns")) {
      ExtensionsGenerator extensions = new ExtensionsGenerator();
      GeneralName name = new GeneralName(GeneralName.dNSName, options.get("dns"));
      extensions.addExtension(Extension.subjectAlternativeName, false, new GeneralNames(name));
      builder.addAttribute(PKCSObjectIdentifiers.pkcs_9_at_extensionRequest, extensions.generate());
    }
    return builder;
  }

  private static KeyPair newKeys() throws Exception {
    KeyPairGenerator generator = KeyPairGenerator.getInstance("EC", "BC");
    generator.initialize(new ECGenParameterSpec("P-256"));
    return generator.generateKeyPair();
  }

  private static ContentSigner signer(KeyPair keys) throws Exception {
    return new JcaContentSignerBuilder("SHA256withECDSA").setProvider("BC").build(keys.getPrivate());
  }

  private static X509Certificate certificate(String file) throws Exception {
    try (PEMParser parser = new PEMParser(new FileReader(file))) {
      return new JcaX509CertificateConverter().getCertificate((X509CertificateHolder) parser.readObject());
    }
  }

  private static PrivateKey key(String file) throws Exception {
    try (PEMParser parser = new PEMParser(new FileReader(file))) {
      return new JcaPEMKeyConverter().getPrivateKey((PrivateKeyInfo) parser.readObject());
    }
  }

  private void writeCertificates(X509CertificateHolder[] certificates) throws IOException {
    try (PemWriter writer = new PemWriter(new FileWriter(options.get("out")))) {
      for (X509CertificateHolder each : certificates) {
        writer.writeObject(new PemObject("CERTIFICATE", each.getEncoded()));
      }
    }
  }

  private void writeKey(byte[] pkcs8) throws IOException {
    try (PemWriter writer = new PemWriter(new FileWriter(options.get("out") + ".key"))) {
      writer.writeObject(new PemObject("PRIVATE KEY", pkcs8));
    }
  }
}
