package io.parley.history.accounts;

class MemoryDevicesTest extends DevicesContract {
  private final Devices devices = new MemoryDevices();

  @Override
  Devices devices() {
    return devices;
  }

  @Override
  String user(String name) {
    return name;
  }
}
