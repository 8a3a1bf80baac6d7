/** Keeps 100 MiB alive and says when it does: java -XX:+UseZGC -Xmx256m Live.java */
public class Live {
  static byte[][] keep = new byte[100][];

  public static void main(String[] arguments) throws Exception {
    for (int i = 0; i < keep.length; i++) {
      keep[i] = new byte[1 << 20];
      java.util.Arrays.fill(keep[i], (byte) 1);
    }
    for (int round = 0; round < 3; round++) {
      System.gc();
      Thread.sleep(200);
    }
    System.out.println("pid " + ProcessHandle.current().pid());
    System.out.println("ready");
    Thread.sleep(10_000_000);
  }
}
