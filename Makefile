# 两条命令：make demo（看一个办公室的三个月）、make test（全部测试）。make help 列出全部。
# Both make their own .venv from a hash-locked file and do only what is still missing.
.DEFAULT_GOAL := help
SHELL := /bin/bash
PYTHON ?= python3.11
VENV := .venv
BIN := $(VENV)/bin
PLAN ?=
export PYTHONUTF8 := 1
export PIP_DISABLE_PIP_VERSION_CHECK := 1
# A folder wheels/ with the locked files makes every target work without a network.
OFFLINE := $(if $(wildcard wheels/*.whl),--no-index --find-links wheels,)
stamp = $(VENV)/.$(1)-$(shell cat $(2) pyproject.toml 2>/dev/null | sha256sum | cut -c1-16)
RUN := $(call stamp,run,requirements.txt)
DEV := $(call stamp,dev,requirements-dev.txt)

define locked_install
@set -e; \
command -v $(PYTHON) >/dev/null || { echo "缺少 $(PYTHON)：请先安装（Debian：apt-get install python3.11 python3.11-venv），或用 make PYTHON=路径 指定。" >&2; exit 1; }; \
if [ ! -x $(BIN)/python ]; then \
  echo "建立虚拟环境 $(VENV) …"; rm -rf $(VENV); \
  $(PYTHON) -m venv $(VENV) || { rm -rf $(VENV); echo "无法建立虚拟环境：请安装 venv 组件（Debian：apt-get install python3.11-venv）。" >&2; exit 1; }; \
fi; \
echo "安装 $(1) 锁定的组件（首次约一分钟）…"; \
$(BIN)/python -m pip install -q $(OFFLINE) --no-deps --require-hashes -r $(1) \
  || { echo "组件安装未完成：请检查网络或软件源设置；无网络时把 make wheels 得到的 wheels/ 文件夹放到本目录再试。" >&2; exit 1; }; \
$(BIN)/python -m pip install -q --no-index --no-deps --no-build-isolation -e . \
  || { echo "本项目安装失败：请确认目录完整、可写。" >&2; exit 1; }
endef

$(RUN): requirements.txt pyproject.toml
	$(call locked_install,requirements.txt)
	@touch $@

# What the tests need holds everything a run needs, at the same versions.
$(DEV): requirements-dev.txt pyproject.toml
	$(call locked_install,requirements-dev.txt)
	@touch $@ $(RUN)

.PHONY: help install demo test check bench soak wheels lock clean
help: ## 列出全部命令
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:[^#]*## /\t/' | expand -t 12

install: $(RUN) ## 只安装（之后用 .venv/bin/duban）
	@echo "已就绪：$(BIN)/duban --help"

demo: $(RUN) ## 一条命令看完整流程；PLAN=文件 则用你的方案
	@$(BIN)/duban demo $(if $(PLAN),"$(PLAN)",)

test: $(DEV) ## 运行全部测试
	@$(BIN)/python -m pytest -q

check: $(DEV) ## 代码检查：ruff、mypy --strict、分层
	@$(BIN)/ruff check . && $(BIN)/ruff format --check . && $(BIN)/mypy && $(BIN)/lint-imports

bench: $(DEV) ## 性能测量（与同次测得的下限之比）
	@for file in benchmarks/*.py; do echo "== $$file"; $(BIN)/python $$file || exit 1; done

soak: $(DEV) ## 随机断电式考验：两种数据库各一千次 kill -9，投递不丢不重
	@for database in sqlite postgresql; do $(BIN)/python -m tests.reliability.kills --database $$database --random 1000 || exit 1; done

wheels: $(DEV) ## 下载锁定的安装包到 wheels/，供无网络的机器使用
	@$(BIN)/python -m pip download -q --no-deps --require-hashes -r requirements-dev.txt -d wheels && ls wheels | wc -l

lock: $(DEV) ## 按 pyproject.toml 重新锁定版本（需要 uv）
	@command -v uv >/dev/null || { echo "缺少 uv：请先安装 uv。" >&2; exit 1; }
	@uv pip compile -q --generate-hashes --no-emit-index-url --no-header --universal --no-strip-extras --python-version 3.11 pyproject.toml -o requirements.txt
	@uv pip compile -q --generate-hashes --no-emit-index-url --no-header --universal --no-strip-extras --python-version 3.11 --extra dev -c requirements.txt pyproject.toml -o requirements-dev.txt

clean: ## 删除虚拟环境和产出
	@rm -rf $(VENV) out build *.egg-info .mypy_cache .ruff_cache .pytest_cache
